// Values that can be used up once: two uses of one local value of which the second runs after the first.
import type { Checker } from '../../engine/checker.ts'
import { READ_NAME, WRITE_NAME } from '../../flow/events.ts'
import type { EventIndex } from '../../flow/graph.ts'
import type { Node } from '../../syntax/tree.ts'

export interface SecondUse {
  readonly first: Node
  /** The same node as `first` where a loop comes back to it. */
  readonly second: Node
}

export interface UsePattern {
  /** True for a read after which nothing is left. */
  isFirst(read: Node): boolean
  /** True for a read that needs what is gone by then. */
  isSecond(read: Node, first: Node): boolean
  /** The edges of the flow graph on which the second may follow. */
  readonly edges: number
}

/**
 * The first pair of uses of what an assignment gives to a local name, where every way to the second
 * leads through the first, and nothing gives the name another value in between.
 */
export function secondUse(
  { flow }: Checker,
  target: Node,
  { isFirst, isSecond, edges }: UsePattern,
): SecondUse | undefined {
  const graph = flow.around(target)
  const write = graph.eventAt(target, WRITE_NAME)
  if (write === -1) return undefined
  const defUse = flow.defUse(graph)
  const reads = defUse.usesOf(write).filter((read) => {
    const definitions = defUse.definitionsOf(read)
    return graph.eventKind(read) === READ_NAME && definitions.length === 1
  })
  const place = (event: EventIndex) => graph.pointOf(event)
  for (const first of reads) {
    const from = graph.eventNode(first)
    if (!isFirst(from)) continue
    const reached = graph.reachableFrom(place(first), edges, place(write))
    for (const second of reads) {
      const to = graph.eventNode(second)
      const isSame = from === to
      const follows =
        reached[place(second)] === 1 ||
        (!isSame && place(first) === place(second) && second > first)
      if (!follows || !isSecond(to, from)) continue
      if (isSame || defUse.dominance.dominates(place(first), place(second))) {
        return { first: from, second: to }
      }
    }
  }
  return undefined
}
