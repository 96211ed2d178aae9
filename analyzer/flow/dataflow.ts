// Forward and backward data flow over a graph: states at points, changed event by event, joined
// where ways meet, until nothing changes. Never follows ways one by one.
import { edgeBit, isExceptional, LIKELY_EDGES } from './edges.ts'
import { actsBeforeRaising, raiseLevel } from './events.ts'
import { type Edge, ENTRY, EXIT_POINT, type FlowGraph, type Point, RAISE_POINT } from './graph.ts'

/**
 * A problem over states `S`. States are changed in place; the solver copies them where it must.
 * `join` must only ever move a state up a lattice of limited height, or the solver does not end.
 */
export interface Analysis<S> {
  readonly direction: 'forward' | 'backward'
  /** Which edges are followed; by default all but those that rest on unknown managers. */
  readonly edges?: number
  /** The state at the entry, or backward at both exits. */
  boundary(): S
  copy(state: S): S
  /** Adds `from` to `into`; true if that changed `into`. */
  join(into: S, from: S): boolean
  /** The effect of one event. `event` is its index in `graph.events`. */
  apply(state: S, kind: number, node: number, event: number): void
  /** What taking an edge says: for `true` and `false` edges the test has gone that way. */
  follow?(state: S, edge: Edge): void
}

export class Solution<S> {
  readonly #graph: FlowGraph
  readonly #analysis: Analysis<S>
  readonly #states: readonly (S | undefined)[]

  constructor(graph: FlowGraph, analysis: Analysis<S>, states: readonly (S | undefined)[]) {
    this.#graph = graph
    this.#analysis = analysis
    this.#states = states
  }

  /**
   * The state where a point starts (forward) or ends (backward); undefined where nothing leads.
   * Do not change it.
   */
  at(point: Point): S | undefined {
    return this.#states[point]
  }

  /**
   * Visits the events of a reachable point in the direction of the analysis, each with the state
   * that meets it. The state is only valid during the call.
   */
  visit(point: Point, see: (event: number, state: S) => void): void {
    const state = this.#states[point]
    if (state === undefined) return
    const graph = this.#graph
    const running = this.#analysis.copy(state)
    const start = graph.firstEvent(point)
    const end = graph.endOfEvents(point)
    const isForward = this.#analysis.direction === 'forward'
    for (let step = 0; step < end - start; step += 1) {
      const event = isForward ? start + step : end - 1 - step
      see(event, running)
      this.#analysis.apply(running, graph.eventKind(event), graph.eventNode(event), event)
    }
  }

  /** The state that meets an event, undefined where nothing leads. */
  before(event: number): S | undefined {
    let found: S | undefined
    this.visit(this.#graph.pointOf(event), (at, state) => {
      if (at === event) found = this.#analysis.copy(state)
    })
    return found
  }
}

export function solve<S>(graph: FlowGraph, analysis: Analysis<S>): Solution<S> {
  const states =
    analysis.direction === 'forward'
      ? solveForward(graph, analysis)
      : solveBackward(graph, analysis)
  return new Solution(graph, analysis, states)
}

function solveForward<S>(graph: FlowGraph, analysis: Analysis<S>): (S | undefined)[] {
  const mask = analysis.edges ?? LIKELY_EDGES
  const states: (S | undefined)[] = new Array(graph.pointCount).fill(undefined)
  states[ENTRY] = analysis.boundary()
  const send = (edge: Edge, state: S, queue: Queue) => {
    const target = graph.target(edge)
    const arriving = analysis.follow === undefined ? state : analysis.copy(state)
    analysis.follow?.(arriving, edge)
    const known = states[target]
    if (known === undefined) states[target] = analysis.copy(arriving)
    else if (!analysis.join(known, arriving)) return
    queue.add(graph.rank[target] as number)
  }
  drain(graph.order, new Queue(graph.order.length, [0]), (point, queue) => {
    const state = states[point]
    if (state === undefined) return
    const running = analysis.copy(state)
    const raised = runThrough(graph, analysis, point, running)
    for (const edge of graph.edgesOut(point)) {
      const kind = graph.kindOfEdge(edge)
      if ((mask & edgeBit(kind)) === 0) continue
      send(edge, isExceptional(kind) ? (raised ?? running) : running, queue)
    }
  })
  return states
}

/** Applies the events of a point to `running`; returns the state that its exceptions carry. */
function runThrough<S>(
  graph: FlowGraph,
  analysis: Analysis<S>,
  point: Point,
  running: S,
): S | undefined {
  const collects = graph.edgesOut(point).some((edge) => isExceptional(graph.kindOfEdge(edge)))
  let raised: S | undefined
  const collect = () => {
    if (raised === undefined) raised = analysis.copy(running)
    else analysis.join(raised, running)
  }
  const end = graph.endOfEvents(point)
  for (let event = graph.firstEvent(point); event < end; event += 1) {
    const kind = graph.eventKind(event)
    const raises = collects && raiseLevel(kind) > 0
    if (raises) collect()
    analysis.apply(running, kind, graph.eventNode(event), event)
    if (raises && actsBeforeRaising(kind)) collect()
  }
  return raised
}

function solveBackward<S>(graph: FlowGraph, analysis: Analysis<S>): (S | undefined)[] {
  const mask = analysis.edges ?? LIKELY_EDGES
  const count = graph.pointCount
  /** At the end of each point over ordinary edges, and over exceptional ones. */
  const states: (S | undefined)[] = new Array(count).fill(undefined)
  const raised: (S | undefined)[] = new Array(count).fill(undefined)
  states[EXIT_POINT] = analysis.boundary()
  states[RAISE_POINT] = analysis.boundary()
  const order = graph.order.toReversed()
  const last = order.length - 1
  const rankOf = (point: Point) => last - (graph.rank[point] as number)
  const ends = [EXIT_POINT, RAISE_POINT].filter((point) => graph.isReachable(point))
  drain(order, new Queue(order.length, ends.map(rankOf)), (point, queue) => {
    const state = states[point] ?? raised[point]
    if (state === undefined) return
    const running = analysis.copy(state)
    const exceptional = raised[point]
    for (let event = graph.endOfEvents(point) - 1; event >= graph.firstEvent(point); event -= 1) {
      const kind = graph.eventKind(event)
      const raises = exceptional !== undefined && raiseLevel(kind) > 0
      if (raises && actsBeforeRaising(kind)) analysis.join(running, exceptional)
      analysis.apply(running, kind, graph.eventNode(event), event)
      if (raises) analysis.join(running, exceptional)
    }
    for (const edge of graph.edgesIn(point)) {
      const kind = graph.kindOfEdge(edge)
      const source = graph.source(edge)
      if ((mask & edgeBit(kind)) === 0 || !graph.isReachable(source)) continue
      const arriving = analysis.follow === undefined ? running : analysis.copy(running)
      analysis.follow?.(arriving, edge)
      const table = isExceptional(kind) ? raised : states
      const known = table[source]
      if (known === undefined) table[source] = analysis.copy(arriving)
      else if (!analysis.join(known, arriving)) continue
      queue.add(rankOf(source))
    }
  })
  return states.map((state, point) => state ?? raised[point])
}

/** Positions in an order that wait for their turn; the smallest goes first. */
class Queue {
  readonly #waiting: Uint8Array
  #lowest: number
  #count = 0

  constructor(size: number, first: readonly number[]) {
    this.#waiting = new Uint8Array(size)
    this.#lowest = size
    for (const rank of first) this.add(rank)
  }

  add(rank: number): void {
    if (this.#waiting[rank] === 1) return
    this.#waiting[rank] = 1
    this.#count += 1
    if (rank < this.#lowest) this.#lowest = rank
  }

  /** -1 when nothing waits. */
  take(): number {
    if (this.#count === 0) return -1
    while (this.#waiting[this.#lowest] !== 1) this.#lowest += 1
    this.#waiting[this.#lowest] = 0
    this.#count -= 1
    return this.#lowest
  }
}

function drain(order: Int32Array, queue: Queue, work: (point: Point, queue: Queue) => void): void {
  for (let rank = queue.take(); rank !== -1; rank = queue.take()) work(order[rank] as Point, queue)
}
