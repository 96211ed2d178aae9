// Rows that every caller of a function has locked before it hands them on.
import type { Checker } from '../../../engine/checker.ts'
import { type RowOrigin, rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { callsOfOwn, givenToParameter } from '../../../matching/rows/row-helpers.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** True for a parameter whose row all calls, none of which stands in another file, give locked. */
export function isLockedByCallers(checker: Checker, origin: RowOrigin): boolean {
  const { tree, facts, project } = checker
  const owner = facts.enclosingFunction(origin.node)
  if (origin.kind !== 'parameter' || owner === undefined) return false
  const own = project.index.function(checker.path, owner.symbol)
  if (own === undefined) return false
  const callers = project.index.calls.callers(own)
  if (callers.some(({ module }) => module.summary.path !== checker.path)) return false
  const given = callsOfOwn(checker, owner).map(
    (call): Node => givenToParameter(checker, call, own, tree.text(origin.node)) ?? NO_NODE,
  )
  return (
    given.length > 0 &&
    given.every((row) => row !== NO_NODE && rowOrigin(checker, row)?.isLocked === true)
  )
}
