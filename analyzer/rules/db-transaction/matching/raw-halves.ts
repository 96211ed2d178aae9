// Statements of SQL and changes of documents that belong together and are committed one by one, as the
// connection commits each by itself: asyncpg, `databases`, SQLite without isolation level, MongoDB.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { isCleanup } from '../../../matching/errors/handlers.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { resultName } from '../../../matching/statements/statements.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { SplitWrites } from './autocommit-writes.ts'
import { entriesOf } from './documents.ts'

interface Step {
  readonly call: Node
  readonly owner: FunctionFacts
  /** `update accounts`; for documents the collection as written. */
  readonly target: string
  readonly kind: 'insert' | 'update' | 'delete'
  /** Columns that the statement counts up or down, with the sign. */
  readonly counts: readonly { readonly column: string; readonly sign: '+' | '-' }[]
}

const USES = /\b(?:asyncpg|databases|sqlite3|motor|pymongo)\b/
const RUNS = /^(?:execute|executemany|fetchval|fetchrow|fetch|fetch_val|fetch_one)$/
const WRITES = /^\s*(?:(insert)\s+into|(update)|(delete)\s+from)\s+["'`]?([\w.]+)/i
const COUNTED = /\b(\w+)\s*=\s*\1\s*([-+])/g
/** What is taken here is owed there. */
const VALUED =
  /^(?:\w+_)?(?:balance|amount|cents|credits?|points|funds|money|stock|qty|quantity|seats?|free|available|coins?|tokens)(?:_\w+)?$/i
const OPEN = /\btransaction\b|\batomic\b|\bBEGIN\b|\bSAVEPOINT\b|session\s*=|\bcommit\(/

/** The first two of each function of a file. */
export function rawHalves(checker: Checker): readonly SplitWrites[] {
  if (checker.role === 'test' || !USES.test(checker.tree.source)) return []
  const steps = [...statementsOf(checker), ...documentsOf(checker)]
  return [...Map.groupBy(steps, ({ owner }) => owner)].flatMap(([owner, own]) => {
    if (own.length < 2 || OPEN.test(checker.tree.spelled(owner.node))) return []
    return (
      pairOf(
        checker,
        owner,
        own.toSorted((a, b) => a.call - b.call),
      ) ?? []
    )
  })
}

function pairOf(
  checker: Checker,
  owner: FunctionFacts,
  steps: readonly Step[],
): SplitWrites | undefined {
  for (const [at, first] of steps.entries()) {
    if (isCleanup(checker, first.call)) continue
    for (const second of steps.slice(at + 1)) {
      if (isCleanup(checker, second.call) || !isReached(checker, owner, first.call, second.call))
        continue
      const isTransfer = isMoved(first, second) || isPaid(first, second)
      if (!isTransfer && !isChild(checker, first, second)) continue
      return { owner, first: first.call, second: second.call, isTransfer }
    }
  }
  return undefined
}

/** `balance = balance - $1` of one row and `balance = balance + $1` of another. */
function isMoved(first: Step, second: Step): boolean {
  return (
    first.target === second.target &&
    first.counts.some(({ column, sign }) =>
      second.counts.some((one) => one.column === column && one.sign !== sign),
    )
  )
}

/** What is taken from one table is recorded in another, or what is given there. */
function isPaid(first: Step, second: Step): boolean {
  if (first.target === second.target) return false
  const isTaken = (one: Step, other: Step) =>
    one.counts.some(
      ({ column, sign }) => VALUED.test(column) && (sign === '-' || other.kind === 'insert'),
    )
  return isTaken(first, second) || isTaken(second, first)
}

/** The key that the first INSERT gives is written by the second one. */
function isChild({ tree }: Checker, first: Step, second: Step): boolean {
  if (first.kind !== 'insert' || second.kind !== 'insert') return false
  const result = resultName(tree, first.call)
  const name = result === NO_NODE ? '' : tree.text(result)
  const given = tree.text(tree.child(second.call, k.F_ARGUMENTS))
  return /^\w+$/.test(name) && new RegExp(String.raw`\b${name}\b`).test(given)
}

function statementsOf(checker: Checker): readonly Step[] {
  const { tree, facts } = checker
  return [...facts.calls].flatMap((call): Step[] => {
    const owner = facts.enclosingFunction(call)
    if (owner === undefined || !RUNS.test(calleeName(tree, call))) return []
    const [first] = argumentsOf(tree, call)
    const text = first === undefined ? NO_NODE : provenance(checker).valueOf(first.value)
    const sql = text === NO_NODE ? undefined : provenance(checker).constantOf(text)
    const match = typeof sql === 'string' ? WRITES.exec(sql) : null
    if (typeof sql !== 'string' || match === null || /\bwith\b[\s\S]*\bas\s*\(/i.test(sql))
      return []
    if (!commitsEach(checker, owner, receiverOf(tree, call))) return []
    const [, insert, update, , target = ''] = match
    const kind = insert ? 'insert' : update ? 'update' : 'delete'
    const counts = [...sql.matchAll(COUNTED)].map(([, column = '', sign]) => {
      return { column, sign: sign === '-' ? ('-' as const) : ('+' as const) }
    })
    return [
      { call, owner, target: target.toLowerCase(), kind, counts: kind === 'update' ? counts : [] },
    ]
  })
}

/** The connection makes a transaction of each statement, and no caller can have opened one on it. */
function commitsEach(checker: Checker, owner: FunctionFacts, receiver: Node): boolean {
  const { tree, facts, project, path } = checker
  if (receiver === NO_NODE) return false
  const value = checker.valueOf(receiver)
  if (value?.kind !== 'external') return false
  const isNamed = tree.kind(receiver) === k.K_IDENTIFIER
  const isLocal =
    isNamed && facts.reach(receiver) === 'local' && facts.resolve(receiver)?.kind !== 'parameter'
  if (/^asyncpg\.(?:pool\.)?Pool\b|^asyncpg\.create_pool\(\)$/.test(value.name)) {
    // What is taken from the pool here is this function's own.
    return /\.acquire\(\)/.test(value.name) ? isLocal : true
  }
  if (/^asyncpg\.(?:connection\.)?Connection\b|^asyncpg\.connect\(\)$/.test(value.name))
    return isLocal
  if (/^databases\.(?:core\.)?Database\(\)$/.test(value.name)) {
    const own = project.index.function(path, owner.symbol)
    return own !== undefined && project.index.calls.callers(own).length === 0
  }
  if (!/^sqlite3\.(?:connect|Connection)\(\)/.test(value.name)) return false
  const made = facts.callsTo('sqlite3.connect')
  return (
    made.length > 0 &&
    Array.from(made).every((call) =>
      facts
        .arguments(call)
        .some(
          ({ name, value: given }) => name === 'isolation_level' && tree.text(given) === 'None',
        ),
    )
  )
}

/** `update_one({"_id": source}, {"$inc": {"points": -points}})`. */
function documentsOf(checker: Checker): readonly Step[] {
  const { tree, facts } = checker
  if (!/\$inc\b/.test(tree.source)) return []
  return [...facts.calls].flatMap((call): Step[] => {
    const owner = facts.enclosingFunction(call)
    if (owner === undefined || calleeName(tree, call) !== 'update_one') return []
    const [, change] = argumentsOf(tree, call)
    const receiver = receiverOf(tree, call)
    if (change === undefined || receiver === NO_NODE) return []
    const counts = entriesOf(checker, change.value)
      .filter(({ key }) => key === '$inc')
      .flatMap(({ value }) => entriesOf(checker, value))
      .map(({ key, value }) => {
        const isDown = tree.text(value).startsWith('-')
        return { column: key, sign: isDown ? ('-' as const) : ('+' as const) }
      })
    if (counts.length === 0) return []
    return [{ call, owner, target: tree.text(receiver), kind: 'update', counts }]
  })
}
