// The nodes of each kind in one array, by counting sort.
import type { SyntaxTree } from '../syntax/tree.ts'
import { KIND_SLOTS, kindSlot } from './scope-pass.ts'

export class KindIndex {
  readonly #nodes: Int32Array
  readonly #starts: Int32Array
  readonly #views: (Int32Array | undefined)[] = []

  /** `counts` holds the number of nodes of each kind slot. */
  constructor(tree: SyntaxTree, counts: Int32Array) {
    const starts = new Int32Array(KIND_SLOTS + 1)
    for (let slot = 0; slot < KIND_SLOTS; slot += 1) {
      starts[slot + 1] = (starts[slot] as number) + (counts[slot] as number)
    }
    const next = starts.slice()
    const nodes = new Int32Array(tree.count)
    for (let node = 0; node < tree.count; node += 1) {
      const slot = kindSlot(tree.kind(node))
      const place = next[slot] as number
      nodes[place] = node
      next[slot] = place + 1
    }
    this.#nodes = nodes
    this.#starts = starts
  }

  of(kind: number): Int32Array {
    const slot = kindSlot(kind)
    let view = this.#views[slot]
    if (view === undefined) {
      view = this.#nodes.subarray(this.#starts[slot], this.#starts[slot + 1])
      this.#views[slot] = view
    }
    return view
  }

  /** Those of them from `first` up to `end`, which is left out. */
  between(kind: number, first: number, end: number): Int32Array {
    const nodes = this.of(kind)
    const start = placeOf(nodes, first, 0)
    return nodes.subarray(start, placeOf(nodes, end, start))
  }
}

/** Index of the first of ascending numbers, looked at from `low` on, that is not below `number`. */
export function placeOf(numbers: Int32Array, number: number, low: number): number {
  let from = low
  let to = numbers.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((numbers[middle] as number) < number) from = middle + 1
    else to = middle
  }
  return from
}
