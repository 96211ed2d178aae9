// Optimistic checks: after the wait, what was read before it is compared with what is there now.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import type { EventIndex } from '../../flow/graph.ts'
import type { Guard } from '../../flow/value-flow.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { Staleness } from './stale-events.ts'

/**
 * True if one of the guards of `act` compares a shared place with a local that holds what was read
 * from it (`if self.text != text: continue`), and nothing is awaited between that and the act.
 */
export function isRevalidated(
  checker: Checker,
  analysis: FunctionAnalysis,
  guards: readonly Guard[],
  act: EventIndex,
): boolean {
  const reads = guards.flatMap((guard) => comparedAgain(checker, analysis, guard.condition))
  if (reads.length === 0) return false
  const staleness = new Staleness(analysis, reads)
  return reads.some((read) => !staleness.isStaleAt(read, act))
}

/** The reads of shared places that a condition compares with their earlier values. */
function comparedAgain(
  { tree }: Checker,
  { graph, locations }: FunctionAnalysis,
  condition: Node,
): EventIndex[] {
  const found: EventIndex[] = []
  for (let node = condition; node < tree.endOfSubtree(condition); node += 1) {
    if (tree.kind(node) !== k.K_COMPARISON_OPERATOR) continue
    const [left, right, more] = tree.namedChildren(node)
    if (left === undefined || right === undefined || more !== undefined) continue
    const [local, place] = tree.kind(left) === k.K_IDENTIFIER ? [left, right] : [right, left]
    if (tree.kind(local) !== k.K_IDENTIFIER) continue
    const earlier = locations.ofObject(local)
    const now = locations.of(place)
    const own = locations.of(local)
    if (now?.isShared !== true || earlier?.key !== now.key || own?.key === now.key) continue
    found.push(...graph.eventsAt(place))
  }
  return found
}
