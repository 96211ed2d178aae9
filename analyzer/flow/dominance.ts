// Which points lie on every way to a point, or on every way from it to the end. Semi-dominators
// with path compression (the "semi-NCA" form of Lengauer and Tarjan's algorithm).
import { ALL_EDGES, EXCEPTION, edgeBit, FAULT } from './edges.ts'
import { ENTRY, EXIT_POINT, type FlowGraph, type Point, RAISE_POINT } from './graph.ts'

const NONE = -1

export class Dominance {
  /** The nearest other point on every way, -1 for the root and for what is not reached. */
  readonly parent: Int32Array
  readonly #enter: Int32Array
  readonly #leave: Int32Array
  #children: Int32Array[] | undefined

  constructor(parent: Int32Array, order: readonly number[]) {
    this.parent = parent
    this.#enter = new Int32Array(parent.length).fill(NONE)
    this.#leave = new Int32Array(parent.length).fill(NONE)
    this.#number(order)
  }

  /** True if every way to `inner` (or from it, backward) leads through `outer`; reflexive. */
  dominates(outer: Point, inner: Point): boolean {
    const at = this.#enter[inner] as number
    const from = this.#enter[outer] as number
    return at !== NONE && from !== NONE && from <= at && at <= (this.#leave[outer] as number)
  }

  isReached(point: Point): boolean {
    return this.#enter[point] !== NONE
  }

  /** Points whose `parent` is this one. */
  children(point: Point): Int32Array {
    this.#children ??= childLists(this.parent)
    return this.#children[point] as Int32Array
  }

  #number(order: readonly number[]): void {
    // Parents come before their children in the order, so sizes add up from the back.
    const size = new Int32Array(this.parent.length)
    for (let at = order.length - 1; at >= 0; at -= 1) {
      const point = order[at] as number
      size[point] = (size[point] as number) + 1
      const parent = this.parent[point] as number
      if (parent !== NONE) size[parent] = (size[parent] as number) + (size[point] as number)
    }
    const next = new Int32Array(this.parent.length)
    for (const point of order) {
      const parent = this.parent[point] as number
      const enter = parent === NONE ? 0 : (next[parent] as number)
      if (parent !== NONE) next[parent] = enter + (size[point] as number)
      this.#enter[point] = enter
      this.#leave[point] = enter + (size[point] as number) - 1
      next[point] = enter + 1
    }
  }
}

/** Dominance from the entry, along the edges of `mask`. */
export function dominators(graph: FlowGraph, mask: number = ALL_EDGES): Dominance {
  return compute(
    graph.pointCount,
    ENTRY,
    (point) => graph.successors(point, mask),
    (point) => graph.predecessors(point, mask),
  )
}

/** What lies on every way from a point to the end of the function. */
export class PostDominance {
  readonly #ending: Dominance
  readonly #endless: () => Dominance
  #loops: Dominance | undefined

  /** `endless` is asked for once, if a point lies in a loop that never ends. */
  constructor(ending: Dominance, endless: () => Dominance) {
    this.#ending = ending
    this.#endless = endless
  }

  /**
   * True if every way from `inner` that comes to an end leads through `outer`; reflexive. From
   * inside of a loop that never ends: every way back to where the loop starts.
   */
  dominates(outer: Point, inner: Point): boolean {
    if (this.#ending.isReached(inner)) return this.#ending.dominates(outer, inner)
    this.#loops ??= this.#endless()
    return this.#loops.dominates(outer, inner)
  }
}

/**
 * Dominance towards the end of the function along the edges of `mask`: with a mask without
 * exceptional edges the end is the ordinary exit, else both exits.
 */
export function postDominators(graph: FlowGraph, mask: number): PostDominance {
  const raises = (mask & (edgeBit(EXCEPTION) | edgeBit(FAULT))) !== 0
  const ends = raises ? [EXIT_POINT, RAISE_POINT] : [EXIT_POINT]
  return new PostDominance(towards(graph, ends, mask), () =>
    towards(graph, loopStarts(graph, mask), mask),
  )
}

/** Points that an edge leads back to. */
function loopStarts(graph: FlowGraph, mask: number): Point[] {
  const { rank } = graph
  return Array.from(graph.order).filter((point) =>
    graph.edgesIn(point).some((edge) => {
      const source = rank[graph.source(edge)] as number
      const isBack = source >= (rank[point] as number)
      return isBack && (mask & edgeBit(graph.kindOfEdge(edge))) !== 0
    }),
  )
}

/** Dominance backward from several points; the number behind the last point is their root. */
function towards(graph: FlowGraph, roots: readonly Point[], mask: number): Dominance {
  const end = graph.pointCount
  const isRoot = new Uint8Array(end + 1)
  for (const root of roots) isRoot[root] = 1
  return compute(
    end + 1,
    end,
    (point) => (point === end ? roots : graph.predecessors(point, mask)),
    (point) => {
      if (point === end) return []
      const next = graph.successors(point, mask)
      if (isRoot[point] === 1) next.push(end)
      return next
    },
  )
}

type Neighbours = (point: number) => readonly number[]

function compute(count: number, root: number, next: Neighbours, previous: Neighbours): Dominance {
  const { order, number, tree } = depthFirst(count, root, next)
  const size = order.length
  // From here on points are their positions in `order`.
  const semi = numbersTo(size)
  const best = semi.slice()
  const ancestor = tree.slice()
  const path: number[] = []
  /** The position of least semi-dominator on the way up to where the forest is not linked yet. */
  const evaluate = (from: number, limit: number): number => {
    let at = from
    while ((ancestor[at] as number) > limit) {
      path.push(at)
      at = ancestor[at] as number
    }
    for (let one = path.pop(); one !== undefined; one = path.pop()) {
      const above = ancestor[one] as number
      if ((semi[best[above] as number] as number) < (semi[best[one] as number] as number)) {
        best[one] = best[above] as number
      }
      ancestor[one] = ancestor[above] as number
    }
    return best[from] as number
  }
  for (let at = size - 1; at > 0; at -= 1) {
    let least = tree[at] as number
    for (const point of previous(order[at] as number)) {
      const from = number[point] as number
      if (from === NONE) continue
      const candidate = from <= at ? from : (semi[evaluate(from, at)] as number)
      if (candidate < least) least = candidate
    }
    semi[at] = least
  }
  const parent = new Int32Array(count).fill(NONE)
  const above = tree.slice()
  for (let at = 1; at < size; at += 1) {
    let dominator = above[at] as number
    while (dominator > (semi[at] as number)) dominator = above[dominator] as number
    above[at] = dominator
    parent[order[at] as number] = order[dominator] as number
  }
  return new Dominance(parent, order)
}

/** 0, 1, 2 and so on. */
function numbersTo(length: number): Int32Array {
  const numbers = new Int32Array(length)
  for (let at = 0; at < length; at += 1) numbers[at] = at
  return numbers
}

/** Points in pre-order, their positions, and the position of each one's tree parent. */
function depthFirst(count: number, root: number, next: Neighbours) {
  const number = new Int32Array(count).fill(NONE)
  const order: number[] = []
  const tree: number[] = []
  const path: { readonly list: readonly number[]; readonly at: number; next: number }[] = []
  const enter = (point: number, above: number) => {
    number[point] = order.length
    path.push({ list: next(point), at: order.length, next: 0 })
    order.push(point)
    tree.push(above)
  }
  enter(root, 0)
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const point = top.list[top.next]
    top.next += 1
    if (point === undefined) path.pop()
    else if (number[point] === NONE) enter(point, top.at)
  }
  return { order, number, tree: Int32Array.from(tree) }
}

function childLists(parent: Int32Array): Int32Array[] {
  const lists: number[][] = Array.from(parent, () => [])
  for (const [point, above] of parent.entries()) if (above !== NONE) lists[above]?.push(point)
  return lists.map((list) => Int32Array.from(list))
}
