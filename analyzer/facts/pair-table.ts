// A hash table from two small integers to one, without an object per entry.

export class PairTable {
  #first: Int32Array
  #second: Int32Array
  #values: Int32Array
  #size = 0

  constructor(expected: number) {
    let capacity = 16
    while (capacity < expected * 2) capacity *= 2
    this.#first = new Int32Array(capacity).fill(-1)
    this.#second = new Int32Array(capacity)
    this.#values = new Int32Array(capacity)
  }

  /** The value of the pair, -1 if there is none. */
  get(first: number, second: number): number {
    const slot = this.#slot(first, second)
    return this.#first[slot] === -1 ? -1 : (this.#values[slot] as number)
  }

  set(first: number, second: number, value: number): void {
    const slot = this.#slot(first, second)
    if (this.#first[slot] === -1) {
      this.#first[slot] = first
      this.#second[slot] = second
      this.#size += 1
    }
    this.#values[slot] = value
    if (this.#size * 2 > this.#first.length) this.#grow()
  }

  #slot(first: number, second: number): number {
    const mask = this.#first.length - 1
    const hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const found = this.#first[slot]
      if (found === -1 || (found === first && this.#second[slot] === second)) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(): void {
    const first = this.#first
    const second = this.#second
    const values = this.#values
    const capacity = first.length * 2
    this.#first = new Int32Array(capacity).fill(-1)
    this.#second = new Int32Array(capacity)
    this.#values = new Int32Array(capacity)
    this.#size = 0
    for (let slot = 0; slot < first.length; slot += 1) {
      if (first[slot] === -1) continue
      this.set(first[slot] as number, second[slot] as number, values[slot] as number)
    }
  }
}
