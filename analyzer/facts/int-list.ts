// A growing list of 32-bit integers.

export class IntList {
  #values = new Int32Array(64)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length] = value
    this.length += 1
  }

  at(index: number): number {
    return this.#values[index] as number
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  /** The values as they are now; shares memory with the list. */
  view(): Int32Array {
    return this.#values.subarray(0, this.length)
  }
}
