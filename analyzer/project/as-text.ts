// An answer of the linked project as text, equal for equal answers in two runs: symbols of the project
// by where they are found again, since whoever looks into them has read of their file.
import { LinkedSummary } from './linked-summary.ts'
import { placeOf } from './symbols.ts'

/** Undefined for what cannot be told: objects that hide what they know, and those that hold themselves. */
export function asText(value: unknown): string | undefined {
  const parts: string[] = []
  return write(value, parts, new Set()) ? parts.join('') : undefined
}

function write(value: unknown, parts: string[], open: Set<object>): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false
  if (typeof value !== 'object' || value === null) {
    parts.push(
      typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? 'undefined'),
      ' ',
    )
    return true
  }
  const place = placeOf(value)
  if (place !== undefined) {
    parts.push('@', JSON.stringify(place))
    return true
  }
  if ('summary' in value && value.summary instanceof LinkedSummary) {
    parts.push('@', JSON.stringify(value.summary.path))
    return true
  }
  if (open.has(value)) return false
  open.add(value)
  const isTold = writeParts(value, parts, open)
  open.delete(value)
  return isTold
}

function writeParts(value: object, parts: string[], open: Set<object>): boolean {
  const all = (items: Iterable<unknown>) => {
    for (const item of items) if (!write(item, parts, open)) return false
    parts.push(')')
    return true
  }
  if (Array.isArray(value) || value instanceof Uint32Array) {
    parts.push('(')
    return all(value)
  }
  if (value instanceof Map || value instanceof Set) {
    parts.push(value instanceof Map ? 'm(' : 's(')
    return all(value)
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  parts.push('{')
  return all(Object.entries(value).flat())
}
