// Where locks are certainly held: between `with lock:` and its end, and between `acquire()` and
// `release()`, on every way.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { type Bits, bitsOf, clearBit, intersect, noBits, setBit } from './bits.ts'
import { type Solution, solve } from './dataflow.ts'
import { WHEN_FALSE } from './edges.ts'
import * as event from './events.ts'
import type { Edge, EventIndex, FlowGraph } from './graph.ts'
import type { Locations } from './locations.ts'
import type { Lock, Locks } from './locks.ts'
import { managerOf } from './with-parts.ts'

/** One place that takes a lock; two places that take the same lock are two regions. */
export interface LockRegion {
  readonly lock: Lock
  /** The `with_item`, or the call of `acquire`. */
  readonly node: Node
  /** True for `with`, which always lets go in the end. */
  readonly isManaged: boolean
}

export class LockRegions {
  readonly regions: readonly LockRegion[]
  readonly #graph: FlowGraph
  readonly #facts: FileFacts
  readonly #byNode = new Map<Node, number>()
  /** Regions that a call of `release` ends, by the call. */
  readonly #released = new Map<Node, readonly number[]>()
  #solution: Solution<Bits> | undefined

  constructor(facts: FileFacts, graph: FlowGraph, locations: Locations, locks: Locks) {
    this.#facts = facts
    this.#graph = graph
    this.regions = this.#find(locations, locks)
  }

  /** The regions that hold at an event, before it has its effect; on every way to it. */
  heldAt(at: EventIndex): readonly LockRegion[] {
    if (this.regions.length === 0) return []
    this.#solution ??= this.#solve()
    const held = this.#solution.before(at)
    return held === undefined ? [] : bitsOf(held).flatMap((one) => this.regions[one] ?? [])
  }

  /** The regions that hold at all of these events, one and the same region each. */
  heldAtAll(events: readonly EventIndex[]): readonly LockRegion[] {
    const [first, ...rest] = events
    if (first === undefined || this.regions.length === 0) return []
    const others = rest.map((one) => this.heldAt(one))
    return this.heldAt(first).filter((region) => others.every((list) => list.includes(region)))
  }

  /** The region that a `with_item` or a call of `acquire` opens. */
  regionAt(node: Node): LockRegion | undefined {
    const found = this.#byNode.get(node)
    return found === undefined ? undefined : this.regions[found]
  }

  #find(locations: Locations, locks: Locks): readonly LockRegion[] {
    const graph = this.#graph
    const found: LockRegion[] = []
    const releases: { readonly call: Node; readonly key: string }[] = []
    for (let at = 0; at < graph.events.length; at += 1) {
      const kind = graph.eventKind(at)
      const node = graph.eventNode(at)
      if (kind === event.ENTER) {
        if (this.#byNode.has(node)) continue
        const lock = locks.of(managerOf(graph.tree, node), locations)
        if (lock === undefined) continue
        this.#byNode.set(node, found.length)
        found.push({ lock, node, isManaged: true })
      } else if (kind === event.CALL) {
        const method = this.#lockMethod(node)
        if (method === undefined || this.#byNode.has(node)) continue
        const lock = locks.of(method.object, locations)
        if (lock === undefined) continue
        if (method.name === 'release') releases.push({ call: node, key: lock.key })
        else {
          this.#byNode.set(node, found.length)
          found.push({ lock, node, isManaged: false })
        }
      }
    }
    for (const { call, key } of releases) {
      const ended = found.flatMap((region, at) => (region.lock.key === key ? [at] : []))
      this.#released.set(call, ended)
    }
    return found
  }

  #lockMethod(call: Node): { readonly name: string; readonly object: Node } | undefined {
    const { tree } = this.#graph
    const callee = this.#facts.callee(call)
    if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
    const name = tree.child(callee, k.F_ATTRIBUTE)
    if (name === NO_NODE) return undefined
    const text = this.#facts.name(name)
    if (text !== 'acquire' && text !== 'release') return undefined
    return { name: text, object: tree.child(callee, k.F_OBJECT) }
  }

  #solve(): Solution<Bits> {
    const graph = this.#graph
    return solve<Bits>(graph, {
      direction: 'forward',
      boundary: () => noBits(this.regions.length),
      copy: (state) => state.slice(),
      join: intersect,
      apply: (state, kind, node) => this.#apply(state, kind, node),
      follow: (state, edge) => this.#follow(state, edge),
    })
  }

  #apply(state: Bits, kind: number, node: Node): void {
    switch (kind) {
      case event.ENTER:
      case event.EXIT: {
        const region = this.#byNode.get(node)
        if (region === undefined) return
        if (kind === event.ENTER) setBit(state, region)
        else clearBit(state, region)
        return
      }
      case event.CALL: {
        const region = this.#byNode.get(node)
        // An awaited `acquire` has the lock only once the waiting is over.
        if (region !== undefined && !this.#isAwaited(node)) setBit(state, region)
        for (const ended of this.#released.get(node) ?? []) clearBit(state, ended)
        return
      }
      case event.SUSPEND: {
        const region = this.#byNode.get(this.#awaited(node))
        if (region !== undefined && this.regions[region]?.isManaged === false) {
          setBit(state, region)
        }
        return
      }
    }
  }

  /** `if lock.acquire(blocking=False):` holds the lock on one side only. */
  #follow(state: Bits, edge: Edge): void {
    const graph = this.#graph
    if (graph.kindOfEdge(edge) !== WHEN_FALSE) return
    const condition = graph.conditionOf(graph.source(edge))
    if (condition === NO_NODE) return
    const region = this.#byNode.get(condition) ?? this.#byNode.get(this.#awaited(condition))
    if (region !== undefined && this.regions[region]?.isManaged === false) clearBit(state, region)
  }

  /** The expression behind `await`, NO_NODE for other nodes. */
  #awaited(node: Node): Node {
    const { tree } = this.#graph
    if (tree.kind(node) !== k.K_AWAIT) return NO_NODE
    return tree.endOfSubtree(node) > node + 2 ? node + 2 : NO_NODE
  }

  #isAwaited(call: Node): boolean {
    const { tree } = this.#graph
    return tree.kind(tree.parent(call)) === k.K_AWAIT
  }
}
