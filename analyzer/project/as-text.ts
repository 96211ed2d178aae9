// An answer of the linked project as text, equal for equal answers in two runs: symbols of the project
// by where they are found again, since whoever looks into them has read of their file.
import { LinkedSummary } from './linked-summary.ts'
import { placeOf } from './symbols.ts'

/** Undefined for what cannot be told: objects that hide what they know, and those that hold themselves. */
export function asText(value: unknown): string | undefined {
  const writer = new Writer()
  return writer.write(value) ? writer.text : undefined
}

/** Thousands of answers are written after each edit, most of them lists of calls. */
class Writer {
  text = ''
  readonly #open = new Set<object>()

  /** False for what cannot be told. */
  write(value: unknown): boolean {
    switch (typeof value) {
      case 'string':
        // With its length no text needs to be escaped.
        this.text += `"${value.length} ${value}`
        return true
      case 'number':
        this.text += Object.is(value, -0) ? '-0 ' : `${value} `
        return true
      case 'bigint':
        this.text += `${value}n `
        return true
      case 'boolean':
      case 'undefined':
        this.text += `${value} `
        return true
      case 'object':
        if (value !== null) return this.#object(value)
        this.text += 'null '
        return true
      default:
        return false
    }
  }

  #object(value: object): boolean {
    const place = placeOf(value)
    if (place !== undefined) {
      const [path, symbol, number] = place
      this.text += `@${path.length} ${path}${symbol.length} ${symbol}${number} `
      return true
    }
    if ('summary' in value && value.summary instanceof LinkedSummary) {
      this.text += `@${value.summary.path.length} ${value.summary.path}`
      return true
    }
    if (this.#open.has(value)) return false
    this.#open.add(value)
    const isTold = this.#parts(value)
    this.#open.delete(value)
    return isTold
  }

  #parts(value: object): boolean {
    if (Array.isArray(value) || value instanceof Uint32Array) {
      this.text += '('
      return this.#all(value)
    }
    if (value instanceof Map || value instanceof Set) {
      this.text += value instanceof Map ? 'm(' : 's('
      return this.#all(value)
    }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return false
    this.text += '{'
    // Plain data: all that is asked of it are its own keys.
    const values = value as Readonly<Record<string, unknown>>
    for (const key of Object.keys(values)) {
      this.text += `${key}:`
      if (!this.write(values[key])) return false
    }
    this.text += ')'
    return true
  }

  #all(items: Iterable<unknown>): boolean {
    for (const item of items) if (!this.write(item)) return false
    this.text += ')'
    return true
  }
}
