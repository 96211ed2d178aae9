// The control flow of one function, lambda or module as integer tables.
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { edgeBit, isExceptional } from './edges.ts'
import { kindOfEvent, nodeOfEvent } from './events.ts'

/** A stretch of evaluation without a branch, never longer than one statement. */
export type Point = number
/** Position in `FlowGraph.events`. */
export type EventIndex = number
/** Position in the edge tables. */
export type Edge = number

export const ENTRY: Point = 0
/** Reached by `return` and by the end of the body. */
export const EXIT_POINT: Point = 1
/** Reached by exceptions that nothing catches. */
export const RAISE_POINT: Point = 2

export interface FlowTables {
  readonly statement: Int32Array
  readonly eventStart: Int32Array
  readonly eventEnd: Int32Array
  readonly events: Int32Array
  readonly eventPoint: Int32Array
  readonly edgeFrom: Int32Array
  readonly edgeTo: Int32Array
  readonly edgeKind: Int32Array
}

export class FlowGraph {
  readonly tree: SyntaxTree
  /** `function_definition`, `lambda` or `module`. */
  readonly node: Node
  /** Packed events; the events of a point lie side by side in the order of evaluation. */
  readonly events: Int32Array
  readonly edgeFrom: Int32Array
  readonly edgeTo: Int32Array
  readonly edgeKind: Int32Array
  readonly #statement: Int32Array
  readonly #eventStart: Int32Array
  readonly #eventEnd: Int32Array
  readonly #eventPoint: Int32Array
  #out: Adjacency | undefined
  #in: Adjacency | undefined
  #eventsByNode: Map<Node, EventIndex[]> | undefined
  #pointsByStatement: Map<Node, Point[]> | undefined
  #order: Int32Array | undefined
  #rank: Int32Array | undefined
  #reach:
    | {
        readonly from: Point
        readonly mask: number
        readonly barrier: Point | undefined
        readonly seen: Uint8Array
      }
    | undefined

  constructor(tree: SyntaxTree, node: Node, tables: FlowTables) {
    this.tree = tree
    this.node = node
    this.events = tables.events
    this.edgeFrom = tables.edgeFrom
    this.edgeTo = tables.edgeTo
    this.edgeKind = tables.edgeKind
    this.#statement = tables.statement
    this.#eventStart = tables.eventStart
    this.#eventEnd = tables.eventEnd
    this.#eventPoint = tables.eventPoint
  }

  get pointCount(): number {
    return this.#statement.length
  }

  get edgeCount(): number {
    return this.edgeFrom.length
  }

  /** The statement or clause (`elif`, `except`, `case`) that the point belongs to, or NO_NODE. */
  statementOf(point: Point): Node {
    return this.#statement[point] as Node
  }

  /** Index of the first event of a point. */
  firstEvent(point: Point): EventIndex {
    return this.#eventStart[point] as number
  }

  /** Index behind the last event of a point. */
  endOfEvents(point: Point): EventIndex {
    return this.#eventEnd[point] as number
  }

  eventKind(event: EventIndex): number {
    return kindOfEvent(this.events[event] as number)
  }

  eventNode(event: EventIndex): Node {
    return nodeOfEvent(this.events[event] as number)
  }

  pointOf(event: EventIndex): Point {
    return this.#eventPoint[event] as number
  }

  /** All events at a node; several where a `finally` body was laid out more than once. */
  eventsAt(node: Node): readonly EventIndex[] {
    this.#eventsByNode ??= groupBy(this.events.length, (event) => this.eventNode(event))
    return this.#eventsByNode.get(node) ?? []
  }

  /** The first event of a kind at a node, -1 if there is none. */
  eventAt(node: Node, kind: number): EventIndex {
    return this.eventsAt(node).find((event) => this.eventKind(event) === kind) ?? -1
  }

  /** The points of a statement or clause, in the order in which they were laid out. */
  pointsOf(statement: Node): readonly Point[] {
    this.#pointsByStatement ??= groupBy(this.pointCount, (point) => this.statementOf(point))
    return statement === NO_NODE ? [] : (this.#pointsByStatement.get(statement) ?? [])
  }

  /** Edges that leave a point; do not change the array. */
  edgesOut(point: Point): Int32Array {
    this.#out ??= new Adjacency(this.edgeFrom, this.pointCount)
    return this.#out.of(point)
  }

  /** Edges that lead to a point; do not change the array. */
  edgesIn(point: Point): Int32Array {
    this.#in ??= new Adjacency(this.edgeTo, this.pointCount)
    return this.#in.of(point)
  }

  /** Where the edges of `mask` that leave a point lead to, in their order. */
  successors(point: Point, mask: number): Point[] {
    return this.#ends(this.edgesOut(point), this.edgeTo, mask)
  }

  /** Where the edges of `mask` that lead to a point come from, in their order. */
  predecessors(point: Point, mask: number): Point[] {
    return this.#ends(this.edgesIn(point), this.edgeFrom, mask)
  }

  /** A loop by index: dominance asks for each point, and filtered typed arrays cost it most. */
  #ends(edges: Int32Array, ends: Int32Array, mask: number): Point[] {
    const found: Point[] = []
    for (let at = 0; at < edges.length; at += 1) {
      const edge = edges[at] as Edge
      if ((mask & edgeBit(this.kindOfEdge(edge))) !== 0) found.push(ends[edge] as Point)
    }
    return found
  }

  target(edge: Edge): Point {
    return this.edgeTo[edge] as number
  }

  source(edge: Edge): Point {
    return this.edgeFrom[edge] as number
  }

  kindOfEdge(edge: Edge): number {
    return this.edgeKind[edge] as number
  }

  /**
   * The node that decides between the edges `true` and `false` at the end of a point: the tested
   * expression, the loop, the case or the except clause. NO_NODE where the point does not branch.
   */
  conditionOf(point: Point): Node {
    for (const edge of this.edgesOut(point)) {
      const kind = this.kindOfEdge(edge)
      if (kind === 1 || kind === 2) return this.eventNode(this.endOfEvents(point) - 1)
    }
    return NO_NODE
  }

  /** True if the point has an edge to an exception handler or to the exceptional exit. */
  mayRaise(point: Point): boolean {
    return this.edgesOut(point).some((edge) => isExceptional(this.kindOfEdge(edge)))
  }

  /** Reachable points in reverse post-order from the entry, along all edges. */
  get order(): Int32Array {
    this.#order ??= reversePostOrder(this)
    return this.#order
  }

  /** Position of each point in `order`, -1 for unreachable points. */
  get rank(): Int32Array {
    if (this.#rank === undefined) {
      this.#rank = new Int32Array(this.pointCount).fill(-1)
      const { order } = this
      for (let at = 0; at < order.length; at += 1) this.#rank[order[at] as Point] = at
    }
    return this.#rank
  }

  isReachable(point: Point): boolean {
    return (this.rank[point] as number) >= 0
  }

  /** True if some way leads through the statement, whatever the tests say. */
  isStatementReachable(statement: Node): boolean {
    return this.pointsOf(statement).some((point) => this.isReachable(point))
  }

  /**
   * Points that can be reached from `from` without passing `barrier`, itself included only on a cycle;
   * only for reading. The last answer is kept: many places are asked of one point in a row.
   */
  reachableFrom(from: Point, mask: number, barrier?: Point): Uint8Array {
    const last = this.#reach
    if (last?.from === from && last.mask === mask && last.barrier === barrier) return last.seen
    const seen = this.#reachedFrom(from, mask, barrier)
    this.#reach = { from, mask, barrier, seen }
    return seen
  }

  #reachedFrom(from: Point, mask: number, barrier: Point | undefined): Uint8Array {
    const seen = new Uint8Array(this.pointCount)
    const work = [from]
    for (let point = work.pop(); point !== undefined; point = work.pop()) {
      for (const edge of this.edgesOut(point)) {
        const next = this.target(edge)
        if (seen[next] === 1 || next === barrier) continue
        if ((mask & edgeBit(this.kindOfEdge(edge))) === 0) continue
        seen[next] = 1
        work.push(next)
      }
    }
    return seen
  }
}

/** Numbers 0 to count - 1 by a key, each group in ascending order. */
function groupBy(count: number, keyOf: (index: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (let index = 0; index < count; index += 1) {
    const key = keyOf(index)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [index])
    else group.push(index)
  }
  return groups
}

/** Edges grouped by one of their ends, in the order in which they were made. */
class Adjacency {
  readonly #starts: Int32Array
  readonly #edges: Int32Array

  constructor(ends: Int32Array, pointCount: number) {
    const starts = new Int32Array(pointCount + 1)
    for (const point of ends) starts[point + 1] = (starts[point + 1] as number) + 1
    for (let point = 0; point < pointCount; point += 1) {
      starts[point + 1] = (starts[point + 1] as number) + (starts[point] as number)
    }
    const next = starts.slice()
    this.#edges = new Int32Array(ends.length)
    for (let edge = 0; edge < ends.length; edge += 1) {
      const point = ends[edge] as number
      const place = next[point] as number
      this.#edges[place] = edge
      next[point] = place + 1
    }
    this.#starts = starts
  }

  of(point: Point): Int32Array {
    return this.#edges.subarray(this.#starts[point], this.#starts[point + 1])
  }
}

function reversePostOrder(graph: FlowGraph): Int32Array {
  const seen = new Uint8Array(graph.pointCount)
  const postOrder: Point[] = []
  const path = [{ point: ENTRY, edges: graph.edgesOut(ENTRY), next: 0 }]
  seen[ENTRY] = 1
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    if (top.next === top.edges.length) {
      postOrder.push(top.point)
      path.pop()
      continue
    }
    const point = graph.target(top.edges[top.next] as Edge)
    top.next += 1
    if (seen[point] === 1) continue
    seen[point] = 1
    path.push({ point, edges: graph.edgesOut(point), next: 0 })
  }
  return Int32Array.from(postOrder.reverse())
}
