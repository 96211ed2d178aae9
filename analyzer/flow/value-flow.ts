// Where values come from inside of a function: through its variables back to the reads of
// locations, and which tests decide whether a point is reached.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { DefUse } from './def-use.ts'
import type { Dominance } from './dominance.ts'
import { WHEN_FALSE, WHEN_TRUE } from './edges.ts'
import * as event from './events.ts'
import type { EventIndex, FlowGraph, Point } from './graph.ts'
import { writtenValue } from './written-value.ts'

/** Expressions that one question looks at; beyond, the answer is what was found so far. */
const MAX_NODES = 20_000

export class ValueFlow {
  readonly #graph: FlowGraph
  readonly #defUse: DefUse

  constructor(defUse: DefUse) {
    this.#graph = defUse.graph
    this.#defUse = defUse
  }

  /**
   * The events whose values go into an expression, variables followed back: reads of names that
   * other functions can change, of attributes and items, and calls. In the order of the graph.
   */
  sourcesOf(expression: Node): readonly EventIndex[] {
    return this.#collect([expression], [])
  }

  /**
   * The same for what an event writes: the value of an assignment, the old value of `+=` as well,
   * the arguments of a call that changes something.
   */
  sourcesOfWrite(write: EventIndex): readonly EventIndex[] {
    const graph = this.#graph
    const node = graph.eventNode(write)
    if (graph.eventKind(write) === event.CALL) {
      const list = graph.tree.child(node, k.F_ARGUMENTS)
      return list === NO_NODE ? [] : this.sourcesOf(list)
    }
    const written = writtenValue(graph.tree, node)
    if (written === undefined) return []
    const updated = written.kind === 'updated' ? this.#ownReads(node) : []
    return this.#collect([written.node], updated)
  }

  /** The read half of `+=`. */
  #ownReads(target: Node): EventIndex[] {
    return this.#graph.eventsAt(target).filter((one) => isRead(this.#graph.eventKind(one)))
  }

  #collect(expressions: Node[], first: readonly EventIndex[]): readonly EventIndex[] {
    const graph = this.#graph
    const { tree } = graph
    const found = new Set<EventIndex>(first)
    const seen = new Set<Node>()
    let left = MAX_NODES
    const follow = (read: EventIndex) => {
      for (const write of this.#defUse.definitionsOf(read)) {
        if (write < 0) continue
        const target = graph.eventNode(write)
        const written = writtenValue(tree, target)
        if (written === undefined || seen.has(target)) continue
        seen.add(target)
        expressions.push(written.node)
        if (written.kind === 'updated') for (const one of this.#ownReads(target)) visit(one)
      }
    }
    const visit = (one: EventIndex) => {
      const kind = graph.eventKind(one)
      if (kind === event.CALL) found.add(one)
      else if (isRead(kind)) {
        found.add(one)
        if (kind === event.READ_NAME) follow(one)
      }
    }
    for (const one of first) if (graph.eventKind(one) === event.READ_NAME) follow(one)
    for (let at = expressions.pop(); at !== undefined; at = expressions.pop()) {
      const end = tree.endOfSubtree(at)
      for (let node = at; node < end && left > 0; node += 1) {
        left -= 1
        for (const one of graph.eventsAt(node)) visit(one)
      }
    }
    return [...found].sort((a, b) => a - b)
  }
}

function isRead(kind: number): boolean {
  return kind === event.READ_NAME || kind === event.READ_ATTRIBUTE || kind === event.READ_ITEM
}

/** A test on every way to a point, with the outcome that leads there. */
export interface Guard {
  /** The point that ends with the test. */
  readonly point: Point
  /** The tested expression, or the loop, case or except clause that decides. */
  readonly condition: Node
  readonly holds: boolean
}

/** The tests that have certainly had one outcome where a point is reached, the nearest first. */
export function guardsOf(graph: FlowGraph, dominance: Dominance, point: Point): readonly Guard[] {
  const found: Guard[] = []
  for (let at = dominance.parent[point] ?? -1; at !== -1; at = dominance.parent[at] ?? -1) {
    for (const edge of graph.edgesOut(at)) {
      const kind = graph.kindOfEdge(edge)
      if (kind !== WHEN_TRUE && kind !== WHEN_FALSE) continue
      const next = graph.target(edge)
      const isOnlyWay = graph.edgesIn(next).length === 1
      if (!isOnlyWay || !dominance.dominates(next, point)) continue
      const condition = graph.eventNode(graph.endOfEvents(at) - 1)
      found.push({ point: at, condition, holds: kind === WHEN_TRUE })
    }
  }
  return found
}
