// Rows that a commit made an asynchronous session forget, and that are read all the same.
import { domainOf } from '../../../domain/domain-of.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { OUTER_VALUE } from '../../../flow/def-use.ts'
import { sessionExpiry } from '../../../gather/session-expiry.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { committingFunctions, isBehind } from '../../../matching/transactions/commits.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface ExpiredRead {
  /** `room.name`. */
  readonly node: Node
  readonly row: Node
  readonly commit: Node
  /** What made or loaded the row. */
  readonly origin: Node
}

/** Calls of a session that read rows, so that what was forgotten may be there again. */
const LOADING =
  /^(?:refresh|execute|exec|scalar|scalars|get|get_one|stream|stream_scalars|merge|run_sync)$/

/** The first read of each row behind a commit that expired it. */
export function expiredReads(checker: Checker): readonly ExpiredRead[] {
  const committing = committingFunctions(checker).filter(({ owner }) => owner.isAsync)
  if (committing.length === 0 || !checker.project.gathered(sessionExpiry)) return []
  return committing.flatMap(({ owner, commits }) => {
    const sql = sqlOf(checker)
    const own = commits.filter((commit) => {
      const session = sql.step(commit)?.session ?? NO_NODE
      return session !== NO_NODE && sql.session(session)?.isAsync === true
    })
    return own.length === 0 ? [] : readsBehind(checker, owner, own)
  })
}

function readsBehind(
  checker: Checker,
  owner: FunctionFacts,
  commits: readonly Node[],
): ExpiredRead[] {
  const { tree, facts } = checker
  const found = new Map<string, ExpiredRead>()
  for (const node of facts.nodesIn(owner.node, k.K_ATTRIBUTE)) {
    const row = tree.child(node, k.F_OBJECT)
    if (row === NO_NODE || tree.kind(row) !== k.K_IDENTIFIER || facts.isWrite(node)) continue
    const name = tree.text(row)
    if (found.has(name) || facts.enclosingFunction(node) !== owner) continue
    const commit = commits.findLast((one) => isBehind(checker, owner, one, node))
    if (commit === undefined || !isMapped(checker, row, tree.text(tree.child(node, k.F_ATTRIBUTE))))
      continue
    const origin = originOf(checker, row)
    if (origin === undefined || origin > commit) continue
    if (isThereAgain(checker, owner, row, commit, node)) continue
    found.set(name, { node, row, commit, origin })
  }
  return [...found.values()]
}

/** True for a column or relationship of the model that a variable holds a row of. */
function isMapped(checker: Checker, row: Node, name: string): boolean {
  const { orm } = domainOf(checker.project)
  const value = checker.valueOf(row)
  const model =
    orm.ofValue(value) ??
    sqlOf(checker)
      .rows(row)
      .find(({ query }) => query.model)?.query.model
  if (model === undefined || model.library === 'django') return false
  return model.columns.has(name) || model.relationships.has(name)
}

/** The one place from which a variable has its row: a query of a session, or a row that was added. */
function originOf(checker: Checker, row: Node): Node | undefined {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  const graph = checker.flow.around(row)
  const defUse = checker.flow.defUse(graph)
  const value = defUse.valueOf(row)
  const [write, second] = value === undefined ? [] : defUse.writesOf(value)
  if (write === undefined || write === OUTER_VALUE || second !== undefined) return undefined
  const rows = sql.rows(row)
  if (rows.length > 0) {
    const isOne = rows.every(
      ({ isElement, taken }) => !isElement && /^(?:one|one-or-none|first|get|value)$/.test(taken),
    )
    return isOne ? graph.eventNode(write) : undefined
  }
  const name = tree.text(row)
  const owner = facts.enclosingFunction(row)
  return facts.callsIn(owner?.node ?? 0).find((call) => {
    if (call > row || calleeName(tree, call) !== 'add') return false
    const target = sql.write(call)?.target ?? NO_NODE
    return target !== NO_NODE && tree.text(target) === name
  })
}

/** Read anew, given a value, or handed to something that may do so, behind the commit. */
function isThereAgain(
  checker: Checker,
  owner: FunctionFacts,
  row: Node,
  commit: Node,
  use: Node,
): boolean {
  const { tree, facts } = checker
  const name = tree.text(row)
  for (const call of facts.callsOf(owner)) {
    if (call <= commit || call >= use || tree.contains(call, use)) continue
    const receiver = receiverOf(tree, call)
    if (LOADING.test(calleeName(tree, call)) && receiver !== NO_NODE) return true
    const isAwaited = tree.kind(tree.parent(call)) === k.K_AWAIT
    if (isAwaited && argumentsOf(tree, call).some(({ value }) => tree.text(value) === name)) {
      return true
    }
  }
  const text = tree.text(use)
  return Array.from(facts.nodesIn(owner.node, k.K_ATTRIBUTE)).some(
    (node) => node > commit && node < use && facts.isWrite(node) && tree.text(node) === text,
  )
}
