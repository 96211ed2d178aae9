// Numbers sorted into groups by counting, without an array for each group.

export class Grouped {
  readonly #nodes: Int32Array
  readonly #starts: Int32Array

  /** `groups[i]` is the group of `nodes[i]`; negative ones are left out. */
  constructor(nodes: Int32Array<ArrayBufferLike>, groups: Int32Array, groupCount: number) {
    const starts = new Int32Array(groupCount + 1)
    for (const group of groups)
      if (group >= 0) starts[group + 1] = (starts[group + 1] as number) + 1
    for (let group = 0; group < groupCount; group += 1) {
      starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number)
    }
    const next = starts.slice()
    const sorted = new Int32Array(starts[groupCount] as number)
    for (let at = 0; at < nodes.length; at += 1) {
      const group = groups[at] as number
      if (group < 0) continue
      const place = next[group] as number
      sorted[place] = nodes[at] as number
      next[group] = place + 1
    }
    this.#nodes = sorted
    this.#starts = starts
  }

  of(group: number): Int32Array {
    return this.#nodes.subarray(this.#starts[group], this.#starts[group + 1])
  }

  count(group: number): number {
    return (this.#starts[group + 1] as number) - (this.#starts[group] as number)
  }
}
