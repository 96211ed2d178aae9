// Which line can follow which, according to a flow graph.
import {
  EXIT_POINT,
  type FlowGraph,
  type Point,
  RAISE_POINT,
} from '../../../analyzer/flow/graph.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'

/** A pair of lines; 0 is the entry, -1 a return, -2 an exception that leaves the function. */
export type Transition = readonly [from: number, to: number]

/**
 * Follows edges across points that Python reports no line for: joins, the header of `while True`
 * and further points of the same line.
 */
export function lineTransitions(graph: FlowGraph): Transition[] {
  const found = new Map<string, Transition>()
  for (const from of graph.order) {
    const line = lineOf(graph, from)
    if (line === undefined) continue
    const seen = new Set<Point>()
    const work = [from]
    for (let point = work.pop(); point !== undefined; point = work.pop()) {
      for (const edge of graph.edgesOut(point)) {
        const next = graph.target(edge)
        const to = lineOf(graph, next)
        if (to !== undefined) found.set(`${line} ${to}`, [line, to])
        if ((to === line || isSilent(graph, next)) && !seen.has(next)) {
          seen.add(next)
          work.push(next)
        }
      }
    }
  }
  return [...found.values()]
}

function lineOf(graph: FlowGraph, point: Point): number | undefined {
  if (point === 0) return 0
  if (point === EXIT_POINT) return -1
  if (point === RAISE_POINT) return -2
  const statement = graph.statementOf(point)
  return statement < 0 ? undefined : graph.tree.line(statement)
}

/**
 * Python jumps over the test of an endless loop and over some `pass`, and tells the line of the last `except*` again
 * only where what its body raised had to be collected.
 */
function isSilent(graph: FlowGraph, point: Point): boolean {
  const { tree } = graph
  const statement = graph.statementOf(point)
  if (statement < 0) return true
  switch (tree.kind(statement)) {
    case k.K_WHILE_STATEMENT:
      return tree.kind(tree.child(statement, k.F_CONDITION)) === k.K_TRUE
    case k.K_PASS_STATEMENT:
      return true
    case k.K_EXCEPT_CLAUSE:
      return tree.hasChildOfKind(statement, k.T_STAR)
    default:
      return false
  }
}
