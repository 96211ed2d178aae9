// Rows of SQLAlchemy that are read when their session is closed: what was not loaded by then, or
// was forgotten at a commit, cannot be loaded any more.
import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import { localValues } from '../../../domain/sql/local-values.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { type ClosedSession, closedSessions } from '../../../facts/closed-sessions.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { functionKey } from '../../../gather/define.ts'
import {
  type DetachedResult,
  type DetachedRows,
  detachedRows,
  loadedWords,
} from '../../../gather/detached-rows.ts'
import { bare } from '../../../matching/calls/call-chains.ts'
import { isLazyRelationship } from '../../../matching/rows/relationships.ts'
import { targetsOf } from '../../../matching/rows/row-helpers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface DetachedRead {
  /** `author.books`. */
  readonly node: Node
  readonly row: Node
  readonly what: 'relationship' | 'expired'
  /** Where the session is closed: a node here, or the function that gives the row. */
  readonly closed: Node | (DetachedResult & { readonly path: string })
}

/** The first read of each row of a function that cannot work. */
export function detachedReads(checker: Checker): readonly DetachedRead[] {
  const { facts } = checker
  const rows = checker.project.gathered(detachedRows)
  return facts.functions.flatMap((owner) => {
    if (owner.isLambda) return []
    const closed = SESSION.test(checker.tree.spelled(owner.node))
      ? closedSessions(facts, owner)
      : []
    if (closed.length === 0 && rows.results.size === 0) return []
    return readsOf(checker, owner, closed, rows)
  })
}

const SESSION = /session|maker|\bsm\(/i
const TAKEN_IN = /\b(?:add|merge|refresh|expunge|make_transient)(?:_all)?\(/

function readsOf(
  checker: Checker,
  owner: FunctionFacts,
  closed: readonly ClosedSession[],
  rows: DetachedRows,
): readonly DetachedRead[] {
  const { tree, facts } = checker
  const found = new Map<string, DetachedRead>()
  for (const node of facts.nodesIn(owner.node, k.K_ATTRIBUTE)) {
    const row = tree.child(node, k.F_OBJECT)
    if (tree.kind(row) !== k.K_IDENTIFIER || facts.isWrite(node)) continue
    const name = tree.text(row)
    if (found.has(name) || facts.enclosingFunction(node) !== owner) continue
    const read =
      afterBlock(checker, owner, row, node, closed, rows) ?? ofHelper(checker, row, node, rows)
    if (read !== undefined) found.set(name, { node, row, ...read })
  }
  return [...found.values()]
}

type Read = Pick<DetachedRead, 'what' | 'closed'>

/** A row of a block of this function, behind its end. */
function afterBlock(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  node: Node,
  closed: readonly ClosedSession[],
  rows: DetachedRows,
): Read | undefined {
  const { tree, facts } = checker
  const start = tree.start(row)
  const own = closed.filter(({ end }) => end < start)
  if (own.length === 0) return undefined
  const [only, more] = localValues(facts, row)
  if (only === undefined || more !== undefined) return undefined
  // `for loan in loans` behind the block: the list is what the block has loaded.
  const isElement =
    only.kind === 'iterated' && tree.kind(bare(checker, only.value)) === k.K_IDENTIFIER
  const source = isElement ? bare(checker, only.value) : row
  const [made, other] = isElement ? localValues(facts, source) : [only]
  if (made === undefined || other !== undefined || made.kind !== 'assigned') return undefined
  const place = tree.start(made.target)
  const block = own.find((one) => one.start < place && place < one.end)
  if (block === undefined) return undefined
  const model = sqlOf(checker).rowModel(row)
  const name = tree.text(tree.child(node, k.F_ATTRIBUTE))
  const body = tree.source.slice(place, block.end)
  const between = tree.source.slice(block.end, start)
  const root = tree.text(source)
  if (TAKEN_IN.test(between) || /expunge|make_transient/.test(body)) return undefined
  if (!isOfSession(checker, made.value, block, root, body)) return undefined
  const what = lostAttribute(model, name, {
    named: [...loadedWords(tree.text(owner.node)), ...wordsRead(body)],
    isExpired: rows.expires && isForgotten(block, root, body, rows),
  })
  return what === undefined ? undefined : { what, closed: block.node }
}

const wordsRead = (text: string): string[] =>
  Array.from(text.matchAll(/\.(\w+)\b(?!\()/g), ([, name = '']) => name)

/** The row was loaded by the session of the block, or added to it. */
function isOfSession(
  { tree }: Checker,
  value: Node,
  { name }: ClosedSession,
  row: string,
  body: string,
): boolean {
  if (new RegExp(String.raw`\b${name}\b`).test(tree.spelled(value))) return true
  if (new RegExp(String.raw`\b${name}\.(?:add|add_all|merge)\([^)]*\b${row}\b`).test(body))
    return true
  // `result = session.execute(...)`, `rows = result.scalars().all()`.
  return /\.(?:scalars|scalar_one|scalar_one_or_none|scalar|one|first|all)\(/.test(
    tree.spelled(value),
  )
}

/** Committed in the block, and neither refreshed nor read there again. */
function isForgotten(
  { name, made }: ClosedSession,
  row: string,
  body: string,
  rows: DetachedRows,
): boolean {
  const scope = /(\w+)\(/.exec(made)?.[1] ?? ''
  if (/\.begin\(\)$/.test(made) || rows.committing.has(scope)) return true
  const commit = body.lastIndexOf(`${name}.commit()`)
  if (commit < 0) return false
  return !new RegExp(String.raw`refresh\(|\b${row}\.\w`).test(body.slice(commit))
}

interface Loaded {
  readonly named: readonly string[]
  readonly isExpired: boolean
}

/** Why an attribute of the row cannot be read; undefined where it can. */
function lostAttribute(
  model: OrmModel | undefined,
  name: string,
  { named, isExpired }: Loaded,
): DetachedRead['what'] | undefined {
  if (model === undefined || !/^sql/.test(model.library)) return undefined
  if (isLazyRelationship(model, name) && !named.includes(name)) return 'relationship'
  const isMapped = model.columns.has(name) || model.relationships.has(name)
  return isExpired && isMapped ? 'expired' : undefined
}

/** A row that a function of the project gives behind the end of its session. */
function ofHelper(checker: Checker, row: Node, node: Node, rows: DetachedRows): Read | undefined {
  const { tree, facts, project } = checker
  if (rows.results.size === 0) return undefined
  const [only, more] = localValues(facts, row)
  if (only === undefined || more !== undefined || only.kind === 'entered') return undefined
  let call = bare(checker, only.value)
  if (only.kind === 'iterated' && call !== NO_NODE && tree.kind(call) === k.K_IDENTIFIER) {
    const [list, other] = localValues(facts, call)
    if (list === undefined || other !== undefined || list.kind !== 'assigned') return undefined
    call = bare(checker, list.value)
  }
  if (call === NO_NODE || tree.kind(call) !== k.K_CALL) return undefined
  const [target, another] = targetsOf(checker, call)
  const result = target && another === undefined ? rows.results.get(functionKey(target)) : undefined
  if (result === undefined) return undefined
  if (TAKEN_IN.test(tree.source.slice(tree.end(call), tree.start(row)))) return undefined
  const [model, second] = domainOf(project).orm.named(result.model)
  if (second !== undefined) return undefined
  const loaded = result.called.flatMap((name) => [...(rows.loading.get(name) ?? [])])
  const what = lostAttribute(model, tree.text(tree.child(node, k.F_ATTRIBUTE)), {
    named: [...result.named, ...loaded],
    isExpired: rows.expires && (result.isExpired || rows.committing.has(result.scope ?? '')),
  })
  return what === undefined ? undefined : { what, closed: result }
}
