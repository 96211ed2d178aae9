/** The calls that a result was followed into; a value may come by many ways over the same ones. */
export class SeenCalls {
  readonly #seen = new Map<number, { bits: number; level: number }>()

  /** False if it was followed for these sinks already, from no deeper. */
  isNew(call: number, bits: number, level: number): boolean {
    const known = this.#seen.get(call)
    if (known !== undefined && known.level <= level && (bits & ~known.bits) === 0) return false
    const isBetter = known === undefined || known.level >= level
    if (isBetter)
      this.#seen.set(call, { bits: bits | (known?.level === level ? known.bits : 0), level })
    return true
  }
}
