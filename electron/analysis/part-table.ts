// Runs of numbers, an equal short one only once: found by a hash of their own, since a text made of
// each to look it up by would cost more than all the rest.

import { IntList } from '../../analyzer/facts/int-list.ts'

/** Longer lists are hardly ever equal, and comparing them costs. */
const MAX_COMPARED = 12
/** Numbers in a place of the table of parts. */
const SLOT = 3
/** Odd, with its bits spread: what differs in few bits is moved far apart. */
const MIX = 0x9e3779b1

/** The parts of one value: each begins with a number that says, alone or with the next, how long it is. */
export class PartTable {
  count = 0
  readonly #numbers = new IntList()
  /** Of each compared part its number from 1, where it begins, and its hash; 0 in free places. */
  #slots = new Int32Array(SLOT * 256)
  #used = 0

  /** All parts, one after the other. */
  get numbers(): Int32Array {
    return this.#numbers.view()
  }

  /** The number of the part that stands in `values` from `start` to `end`. */
  add(values: IntList, start: number, end: number): number {
    if (end - start > MAX_COMPARED) return this.#append(values, start, end)
    let hash = 0
    for (let index = start; index < end; index += 1) {
      hash = Math.imul(hash ^ values.at(index), MIX)
      hash ^= hash >>> 15
    }
    const mask = this.#slots.length / SLOT - 1
    let place = hash & mask
    for (; ; place = (place + 1) & mask) {
      const known = this.#slots[place * SLOT] ?? 0
      if (known === 0) break
      if (this.#slots[place * SLOT + 2] !== hash) continue
      if (this.#isAt(this.#slots[place * SLOT + 1] ?? 0, values, start, end)) return known - 1
    }
    const at = this.#numbers.length
    const part = this.#append(values, start, end)
    this.#slots[place * SLOT] = part + 1
    this.#slots[place * SLOT + 1] = at
    this.#slots[place * SLOT + 2] = hash
    this.#used += 1
    if (this.#used * 2 * SLOT > this.#slots.length) this.#grow()
    return part
  }

  #append(values: IntList, start: number, end: number): number {
    for (let index = start; index < end; index += 1) this.#numbers.push(values.at(index))
    this.count += 1
    return this.count - 1
  }

  /** The first numbers of two parts say how long both are, so an equal beginning is enough. */
  #isAt(at: number, values: IntList, start: number, end: number): boolean {
    for (let index = start; index < end; index += 1) {
      if (this.#numbers.at(at + index - start) !== values.at(index)) return false
    }
    return true
  }

  #grow(): void {
    const former = this.#slots
    this.#slots = new Int32Array(former.length * 2)
    const mask = this.#slots.length / SLOT - 1
    for (let slot = 0; slot < former.length; slot += SLOT) {
      if (former[slot] === 0) continue
      let place = (former[slot + 2] ?? 0) & mask
      while (this.#slots[place * SLOT] !== 0) place = (place + 1) & mask
      for (let index = 0; index < SLOT; index += 1) {
        this.#slots[place * SLOT + index] = former[slot + index] as number
      }
    }
  }
}
