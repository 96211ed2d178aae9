// Sessions, queries, rows, writes and transactions of one file, each read once.
import type { Checker } from '../../engine/checker.ts'
import { F_RIGHT, K_AWAIT, K_CALL, K_IDENTIFIER, K_PATTERN_LIST } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { domainOf } from '../domain-of.ts'
import type { OrmModel } from '../orm/model.ts'
import type { SqlContext } from './context.ts'
import { type HandedCall, readHandedCalls } from './handed-calls.ts'
import type { Query } from './query.ts'
import { readQuery } from './read-query.ts'
import { type Rows, readRows } from './read-rows.ts'
import { readWrite, type Write } from './read-write.ts'
import { readSession, type SessionValue } from './sessions.ts'
import {
  readTransactionStep,
  type TransactionRegion,
  type TransactionStep,
  transactionRegions,
} from './transactions.ts'

const KEY = {}

/** The reader of the file that a rule looks at. */
export function sqlOf(checker: Checker): SqlReader {
  return checker.once(
    KEY,
    () =>
      new SqlReader({
        facts: checker.facts,
        orm: domainOf(checker.project).orm,
        managers: domainOf(checker.project).managers,
        handed: domainOf(checker.project).handed,
        valueOf: (node) => checker.valueOf(node),
      }),
  )
}

const ONE_ROW = new Set<Rows['taken']>(['one', 'one-or-none', 'first', 'get'])

export class SqlReader {
  readonly context: SqlContext
  readonly #queries = new Map<Node, Query | undefined>()
  readonly #rows = new Map<Node, readonly Rows[]>()
  readonly #writes = new Map<Node, Write | undefined>()
  readonly #sessions = new Map<Node, SessionValue | undefined>()
  readonly #steps = new Map<Node, TransactionStep | undefined>()
  readonly #handed = new Map<Node, readonly HandedCall[]>()

  constructor(context: Omit<SqlContext, 'rowModel'>) {
    this.context = { ...context, rowModel: (node) => this.rowModel(node) }
  }

  /** `order, isNew = Order.objects.get_or_create(...)`: the first of the two is a row. */
  #madeModel(node: Node): OrmModel | undefined {
    const { facts } = this.context
    const { tree } = facts
    if (tree.kind(node) !== K_IDENTIFIER) return undefined
    const [only, more] = facts.resolve(node)?.definitions ?? []
    const targets = only === undefined || more !== undefined ? NO_NODE : tree.parent(only.node)
    if (targets === NO_NODE || tree.kind(targets) !== K_PATTERN_LIST) return undefined
    if (tree.namedChildren(targets)[0] !== only?.node) return undefined
    const value = tree.child(tree.parent(targets), F_RIGHT)
    if (value === NO_NODE) return undefined
    const call = tree.kind(value) === K_AWAIT ? (tree.namedChildren(value)[0] ?? value) : value
    if (tree.kind(call) !== K_CALL) return undefined
    const write = this.write(call)
    const isMade = write?.kind === 'get-or-create' || write?.kind === 'update-or-create'
    return isMade ? write.model : undefined
  }

  /** The model that an expression is one row of; undefined for several rows and for other values. */
  rowModel(node: Node): OrmModel | undefined {
    const value = this.context.valueOf(node)
    if (value?.kind === 'class') return undefined
    const own = this.context.orm.ofValue(value)
    if (own !== undefined) return own
    const [rows] = this.rows(node)
    if (rows === undefined) return this.#madeModel(node)
    return rows.isElement || ONE_ROW.has(rows.taken) ? rows.query.model : undefined
  }

  /** What a session, connection, session factory or engine is; undefined for other expressions. */
  session(node: Node): SessionValue | undefined {
    return remembered(this.#sessions, node, () => readSession(this.context, node))
  }

  /** The statement or query that an expression is, through local variables. */
  query(node: Node): Query | undefined {
    return remembered(this.#queries, node, () => readQuery(this.context, node))
  }

  /** Where the value of an expression was read from the database; empty if it was not. */
  rows(node: Node): readonly Rows[] {
    return remembered(this.#rows, node, () => readRows(this.context, node))
  }

  /** What a call writes. */
  write(call: Node): Write | undefined {
    return remembered(this.#writes, call, () => readWrite(this.context, call))
  }

  /** Commit, rollback, flush and the like. */
  step(call: Node): TransactionStep | undefined {
    return remembered(this.#steps, call, () => readTransactionStep(this.context, call))
  }

  /** The methods that a call ends up in, where its function does nothing else; empty for most. */
  handed(call: Node): readonly HandedCall[] {
    return remembered(this.#handed, call, () => readHandedCalls(this.context, call))
  }

  /** Transactions and sessions around a node, the innermost first. */
  regions(node: Node): readonly TransactionRegion[] {
    return transactionRegions(this.context, node)
  }
}

function remembered<T>(known: Map<Node, T>, node: Node, read: () => T): T {
  // What stands under a node was put there by this function: `undefined` is an answer too.
  if (known.has(node)) return known.get(node) as T
  const value = read()
  known.set(node, value)
  return value
}
