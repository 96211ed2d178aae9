// Objects and methods of which the contract says that one task uses them at a time.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { projectFunction } from '../../../matching/shared-state/thread-reach.ts'
import { FROM_REQUEST } from '../../../project/reachability.ts'

/** Done once, before the object is used by others. */
const FIRST = /^_*(?:set_?up|initiali[sz]e|configure|prepare)$/
/** What the code of a program does when it is put together, seldom what its users do. */
const PUTS_TOGETHER = /^_*(?:register|declare|mount|bind|install)(?:_|$)/
/** A stream has a place that each reader moves on: who shares one takes turns. */
const PLACES = ['seek', 'tell']

/**
 * What a race weighs where two tasks at once are against the contract: in what prepares an object, in
 * what puts a program together, on a stream. Undefined for everything else, and where requests lead to it.
 */
export function weightOfOneUser(
  checker: Checker,
  owner: FunctionFacts,
): 'medium' | 'high' | undefined {
  const isFirst = FIRST.test(owner.name)
  const isStream = PLACES.every((name) => owner.class?.method(name) !== undefined)
  if (!isFirst && !isStream && !PUTS_TOGETHER.test(owner.name)) return undefined
  const own = projectFunction(checker, owner)
  const { reachability } = checker.project.index
  if (own !== undefined && (reachability.flags(own) & FROM_REQUEST) !== 0) return undefined
  return isFirst || isStream ? 'medium' : 'high'
}
