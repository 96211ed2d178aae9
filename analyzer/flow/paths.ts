// Whether a way leads from one event to another, past something and around something else. One
// breadth-first search, so the shortest such way is what is found; it is the evidence of a finding.
import { edgeBit, isExceptional, LIKELY_EDGES } from './edges.ts'
import { actsBeforeRaising, raiseLevel } from './events.ts'
import type { EventIndex, FlowGraph, Point } from './graph.ts'

export interface PathQuery {
  /** The way starts behind this event; -1 is the entry of the function. */
  readonly from: EventIndex
  /** The way ends at the first event that fits, once it has led past `via`. */
  readonly to: (event: EventIndex) => boolean
  /** What the way must lead past; left out, any way will do. */
  readonly via?: (event: EventIndex) => boolean
  /** What the way must not lead past. */
  readonly avoid?: (event: EventIndex) => boolean
  /** Which edges are followed; by default all but those that rest on unknown managers. */
  readonly edges?: number
}

export interface FoundPath {
  readonly to: EventIndex
  /** The first event on the way that fits `via`, -1 if none was asked for. */
  readonly via: EventIndex
}

/** The shortest way that fits, undefined if there is none. */
export function findPath(graph: FlowGraph, query: PathQuery): FoundPath | undefined {
  return new Search(graph, query).run()
}

/** Before and behind the event that the way must lead past. */
const NOT_YET = 0
const PAST = 1

class Search {
  readonly #graph: FlowGraph
  readonly #query: PathQuery
  readonly #mask: number
  /** For each point and stage: whether its start was reached, and past which event. */
  readonly #seen: [Uint8Array, Uint8Array]
  readonly #via: Int32Array
  readonly #queue: { readonly point: Point; readonly stage: number }[] = []
  #found: FoundPath | undefined

  constructor(graph: FlowGraph, query: PathQuery) {
    this.#graph = graph
    this.#query = query
    this.#mask = query.edges ?? LIKELY_EDGES
    this.#seen = [new Uint8Array(graph.pointCount), new Uint8Array(graph.pointCount)]
    this.#via = new Int32Array(graph.pointCount).fill(-1)
  }

  run(): FoundPath | undefined {
    const { from, via } = this.#query
    const stage = via === undefined ? PAST : NOT_YET
    if (from === -1) this.#scan(0, this.#graph.firstEvent(0), stage, -1)
    else this.#scan(this.#graph.pointOf(from), from + 1, stage, -1)
    for (let at = 0; at < this.#queue.length && this.#found === undefined; at += 1) {
      const { point, stage: reached } = this.#queue[at] as { point: Point; stage: number }
      const past = reached === PAST ? (this.#via[point] as number) : -1
      this.#scan(point, this.#graph.firstEvent(point), reached, past)
    }
    return this.#found
  }

  /** Goes through the events of a point from `event` on and then along its edges. */
  #scan(point: Point, event: EventIndex, stage: number, past: EventIndex): void {
    const graph = this.#graph
    const { to, via, avoid } = this.#query
    const end = graph.endOfEvents(point)
    let reached = stage
    let passed = past
    /** Stages at which an exception can leave the point. */
    let mayLeave = 0
    // Behind the last event an operator may still fail.
    if (event >= end) mayLeave = 1 << reached
    for (let at = event; at < end; at += 1) {
      const raises = raiseLevel(graph.eventKind(at)) > 0
      if (raises) mayLeave |= 1 << reached
      if (reached === PAST && to(at)) {
        this.#found ??= { to: at, via: passed }
        return
      }
      if (avoid?.(at) === true) {
        this.#leave(point, mayLeave, passed, true)
        return
      }
      if (reached === NOT_YET && via?.(at) === true) {
        reached = PAST
        passed = at
      }
      if (raises && actsBeforeRaising(graph.eventKind(at))) mayLeave |= 1 << reached
    }
    this.#leave(point, mayLeave, passed, true)
    this.#leave(point, 1 << reached, passed, false)
  }

  #leave(point: Point, stages: number, passed: EventIndex, isRaised: boolean): void {
    const graph = this.#graph
    for (const edge of graph.edgesOut(point)) {
      const kind = graph.kindOfEdge(edge)
      if (isExceptional(kind) !== isRaised || (this.#mask & edgeBit(kind)) === 0) continue
      const next = graph.target(edge)
      for (const stage of [NOT_YET, PAST] as const) {
        if ((stages & (1 << stage)) === 0 || this.#seen[stage][next] === 1) continue
        this.#seen[stage][next] = 1
        if (stage === PAST) this.#via[next] = passed
        this.#queue.push({ point: next, stage })
      }
    }
  }
}
