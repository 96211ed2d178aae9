// Where several values of one variable meet: the iterated dominance frontiers of its writes.
import type { Dominance } from './dominance.ts'
import { DELETE_NAME, READ_NAME, WRITE_NAME } from './events.ts'
import { EXIT_POINT, type FlowGraph, type Point, RAISE_POINT } from './graph.ts'

/**
 * The variables that need a join at each point. `variableOf` gives the variable of each event, -1
 * for events that are none.
 */
export function placeJoins(
  graph: FlowGraph,
  dominance: Dominance,
  variableOf: Int32Array,
  variableCount: number,
): ReadonlyMap<Point, readonly number[]> {
  const { written, isLive } = findWrites(graph, variableOf, variableCount)
  const joins = new Map<Point, number[]>()
  if (!written.some((points, variable) => points.length > 0 && isLive[variable] === 1)) return joins
  const frontiers = dominanceFrontiers(graph, dominance)
  const placed = new Int32Array(graph.pointCount).fill(-1)
  for (let variable = 0; variable < variableCount; variable += 1) {
    if (isLive[variable] !== 1) continue
    const work = [...(written[variable] ?? [])]
    for (let point = work.pop(); point !== undefined; point = work.pop()) {
      for (const join of frontiers.get(point) ?? []) {
        // Nothing is read at the exits.
        if (placed[join] === variable || join === EXIT_POINT || join === RAISE_POINT) continue
        placed[join] = variable
        const known = joins.get(join)
        if (known === undefined) joins.set(join, [variable])
        else known.push(variable)
        work.push(join)
      }
    }
  }
  return joins
}

/** Points that write each variable, and the variables that some point reads before writing. */
function findWrites(graph: FlowGraph, variableOf: Int32Array, variableCount: number) {
  const written: Point[][] = Array.from({ length: variableCount }, () => [])
  const isLive = new Uint8Array(variableCount)
  const lastWrite = new Int32Array(variableCount).fill(-1)
  for (const point of graph.order) {
    const end = graph.endOfEvents(point)
    for (let event = graph.firstEvent(point); event < end; event += 1) {
      const variable = variableOf[event] as number
      if (variable === -1) continue
      const kind = graph.eventKind(event)
      if (kind === READ_NAME && lastWrite[variable] !== point) isLive[variable] = 1
      if (kind !== WRITE_NAME && kind !== DELETE_NAME) continue
      if (lastWrite[variable] !== point) written[variable]?.push(point)
      lastWrite[variable] = point
    }
  }
  return { written, isLive }
}

/** For each point, the joins where its dominance ends. */
function dominanceFrontiers(
  graph: FlowGraph,
  dominance: Dominance,
): ReadonlyMap<Point, readonly Point[]> {
  const frontiers = new Map<Point, Point[]>()
  for (const join of graph.order) {
    const edges = graph.edgesIn(join)
    if (edges.length < 2) continue
    const top = dominance.parent[join] as number
    for (const edge of edges) {
      let point = graph.source(edge)
      if (!graph.isReachable(point)) continue
      while (point !== top && point !== -1) {
        const known = frontiers.get(point)
        // What lies above was reached by an earlier edge into the same join.
        if (known?.at(-1) === join) break
        if (known === undefined) frontiers.set(point, [join])
        else known.push(join)
        point = dominance.parent[point] as number
      }
    }
  }
  return frontiers
}
