// A flow graph as text: one line for each point, with its events and where it leads.
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { EDGE_NAMES, FLOW } from './edges.ts'
import { EVENT_NAMES } from './events.ts'
import { ENTRY, EXIT_POINT, type FlowGraph, type Point, RAISE_POINT } from './graph.ts'

/** Characters of source that are quoted for one event. */
const MAX_TEXT = 32

/** Points that nothing leads to are marked with `x`. */
export function formatGraph(graph: FlowGraph): string[] {
  const lines: string[] = []
  for (let point = 0; point < graph.pointCount; point += 1) lines.push(formatPoint(graph, point))
  return lines
}

function formatPoint(graph: FlowGraph, point: Point): string {
  const events: string[] = []
  for (let event = graph.firstEvent(point); event < graph.endOfEvents(point); event += 1) {
    const name = EVENT_NAMES[graph.eventKind(event)]
    events.push(`${name} ${shortText(graph.tree, graph.eventNode(event))}`)
  }
  const edges = Array.from(graph.edgesOut(point), (edge) => {
    const kind = graph.kindOfEdge(edge)
    const label = kind === FLOW ? '' : `${EDGE_NAMES[kind]} `
    return `${label}-> ${graph.target(edge)}`
  })
  const mark = graph.isReachable(point) ? ' ' : 'x'
  const head = `${mark} ${String(point).padStart(3)} ${placeOf(graph, point).padEnd(6)}`
  return `${head} ${[...events, ...edges].join(' | ')}`.trimEnd()
}

function placeOf(graph: FlowGraph, point: Point): string {
  if (point === ENTRY) return 'entry'
  if (point === EXIT_POINT) return 'exit'
  if (point === RAISE_POINT) return 'raise'
  const statement = graph.statementOf(point)
  return statement === NO_NODE ? '' : `L${graph.tree.line(statement)}`
}

/** The first line of a node's source, shortened. */
export function shortText(tree: SyntaxTree, node: Node): string {
  const start = tree.start(node)
  const text = tree.source.slice(start, Math.min(tree.end(node), start + MAX_TEXT + 1))
  const line = text.split(/\r\n|\r|\n/, 1)[0] ?? ''
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line
}
