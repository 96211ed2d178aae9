// What a file tells the others, in the parts in which they read it: an edit concerns those who read a
// part that it changed.
import {
  namePart,
  OUTLINE_PART,
  propertyPart,
  STARS_PART,
  symbolPart,
  type Told,
} from './part-names.ts'
import { ReadLog } from './reads.ts'
import type { ModuleSummary } from './summary.ts'
import { collectSymbols, contentOf, placeOf } from './symbols.ts'

const PROPERTIES: readonly Told[] = [
  'calls',
  'domains',
  'exports',
  'imports',
  'isDynamic',
  'isScript',
  'statements',
]
const LISTS: readonly Told[] = ['classes', 'functions', 'names', 'variables']

/**
 * The parts of a summary, each with a short text that is the same if nothing of it changed: `shorten`
 * makes it. A part that is not there tells nothing.
 */
export function partsOf(
  summary: ModuleSummary,
  shorten: (text: string) => string,
): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  const put = (part: string, value: unknown) => parts.set(part, shorten(asExactText(value)))
  for (const property of PROPERTIES) put(propertyPart(property), summary[property])
  const stars = summary.imports.filter(({ form }) => form === 'star')
  put(
    STARS_PART,
    stars.map(({ target, isLate }) => [target, isLate]),
  )
  const names = new Map(summary.names.map((one) => [one.name, one]))
  const variables = new Map(summary.variables.map((one) => [one.name, one]))
  for (const name of new Set([...names.keys(), ...variables.keys()])) {
    put(namePart(name), [names.get(name), variables.get(name)])
  }
  const entry = { kind: 'module' as const, summary, folder: '' }
  const symbols = collectSymbols([entry], new ReadLog()).byModule.get(entry)
  const all = [...(symbols?.functions ?? []), ...(symbols?.classes ?? [])]
  for (const one of all) {
    const { symbol } = one.summary
    const meant = [symbols?.functionBySymbol.get(symbol), symbols?.classBySymbol.get(symbol)]
    const places = meant.map((other) => other && placeOf(other))
    put(symbolPart(symbol), [...places, symbols?.classCount(symbol)])
    const { part, told } = contentOf(one)
    put(part, told)
  }
  put(OUTLINE_PART, all.map(placeOf))
  // Whoever reads a list has read all that stands in it, names that others hide included.
  put('', [summary.names, summary.variables])
  const whole = shorten([...parts.values()].join('\n'))
  for (const list of LISTS) parts.set(propertyPart(list), whole)
  return parts
}

/** JSON has no word for infinity, and takes it for nothing. */
function asExactText(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  if (!text.includes('null')) return text
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'number' && !Number.isFinite(one) ? `${one} of numbers` : one,
  )
}
