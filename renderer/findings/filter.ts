// The filter line's language: `sev:high,critical rule:await path:tests -is:gone "free text"`.
// Values of one field are alternatives; different fields all have to hold; `-` excludes.
import type { FindingRow } from '../../electron/api/domain.ts'

export const FILTER_FIELDS = [
  'sev',
  'rule',
  'path',
  'cat',
  'conf',
  'verdict',
  'status',
  'prio',
  'gate',
  'symbol',
  'is',
  'has',
] as const
export type FilterField = (typeof FILTER_FIELDS)[number]

export interface FilterTerm {
  readonly field: FilterField | 'text'
  readonly values: readonly string[]
  readonly isExcluded: boolean
}

const TERM = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu

function asField(name: string): FilterField | undefined {
  return FILTER_FIELDS.find((field) => field === name.toLowerCase())
}

/** Reads the filter line. A word before a colon that is no field is searched for as text. */
export function parseFilter(text: string): readonly FilterTerm[] {
  const terms: FilterTerm[] = []
  for (const [whole, minus = '', name = '', quoted, bare = ''] of text.matchAll(TERM)) {
    const field = asField(name)
    if (field) {
      const values = (quoted ?? bare).toLowerCase().split(quoted === undefined ? ',' : '\n')
      const given = values.filter((value) => value !== '')
      if (given.length > 0) {
        terms.push({ field, values: given, isExcluded: minus === '-' })
      }
      continue
    }
    if (asField(whole.replace(/^-|:$/gu, '')) && whole.endsWith(':')) {
      // A field whose value is still being typed hides nothing.
      continue
    }
    const isExcluded = minus === '-' && whole.length > 1
    const value = name ? whole.slice(isExcluded ? 1 : 0) : (quoted ?? bare)
    if (value !== '') {
      terms.push({ field: 'text', values: [value.toLowerCase()], isExcluded })
    }
  }
  return terms
}

function formatTerm({ field, values, isExcluded }: FilterTerm): string {
  const joined = values.join(field === 'text' ? ' ' : ',')
  const quoted = /\s/u.test(joined) || (field === 'text' && joined.includes(':'))
  const value = quoted ? `"${joined}"` : joined
  return `${isExcluded ? '-' : ''}${field === 'text' ? '' : `${field}:`}${value}`
}

/** The line that reads back as these terms. */
export function formatFilter(terms: readonly FilterTerm[]): string {
  return terms.map(formatTerm).join(' ')
}

/** Adds the value to the field's alternatives, or takes it away if it is one of them. */
export function toggleTerm(text: string, field: FilterField, value: string): string {
  const terms = parseFilter(text)
  const isOn = hasTerm(terms, field, value)
  const kept = terms.flatMap((term) => {
    if (term.field !== field || term.isExcluded) {
      return [term]
    }
    const values = term.values.filter((other) => other !== value)
    return values.length > 0 ? [{ ...term, values }] : []
  })
  if (isOn) {
    return formatFilter(kept)
  }
  const at = kept.findIndex((term) => term.field === field && !term.isExcluded)
  const found = kept[at]
  if (!found) {
    return formatFilter([...kept, { field, values: [value], isExcluded: false }])
  }
  return formatFilter(kept.with(at, { ...found, values: [...found.values, value] }))
}

/** Whether the value is one of the field's alternatives. */
export function hasTerm(terms: readonly FilterTerm[], field: FilterField, value: string): boolean {
  return terms.some(
    (term) => term.field === field && !term.isExcluded && term.values.includes(value),
  )
}

/** Whether work is left: it stands or is undecided, and is neither fixed nor set aside. */
export function isOpen(row: FindingRow): boolean {
  return (
    row.verdict !== 'dismissed' && (row.status === 'not-started' || row.status === 'in-progress')
  )
}

function isState(row: FindingRow, value: string): boolean {
  switch (value) {
    case 'open':
      return isOpen(row)
    case 'closed':
      return !isOpen(row)
    case 'decided':
      return row.verdict !== 'undecided'
    case 'undecided':
      return row.verdict === 'undecided'
    case 'gone':
      return row.isGone
    case 'overridden':
      return row.severity !== row.originalSeverity
    default:
      return false
  }
}

function startsAny(value: string, wanted: readonly string[]): boolean {
  return wanted.some((start) => value.startsWith(start))
}

function containsAny(value: string, wanted: readonly string[]): boolean {
  const lower = value.toLowerCase()
  return wanted.some((part) => lower.includes(part))
}

function hasPart(row: FindingRow, part: string): boolean {
  switch (part) {
    case 'note':
      return row.hasNote
    case 'fix':
      return row.fixCount > 0
    default:
      return false
  }
}

function holds(row: FindingRow, { field, values }: FilterTerm): boolean {
  switch (field) {
    case 'sev':
      return startsAny(row.severity, values)
    case 'rule':
      return containsAny(row.ruleId, values)
    case 'path':
      return containsAny(row.location.path, values)
    case 'cat':
      return containsAny(row.category, values)
    case 'conf':
      return startsAny(row.confidence, values)
    case 'verdict':
      return startsAny(row.verdict, values)
    case 'status':
      return values.some((value) => row.status.startsWith(value) || isState(row, value))
    case 'prio':
      return startsAny(row.priority.toLowerCase(), values)
    case 'gate':
      return startsAny(row.gate, values)
    case 'symbol':
      return containsAny(row.symbol, values)
    case 'is':
      return values.some((value) => isState(row, value))
    case 'has':
      return values.some((value) => hasPart(row, value))
    case 'text':
      return values.every((value) => holdsText(row, value))
  }
}

function holdsText(row: FindingRow, value: string): boolean {
  if (/^#\d+$/u.test(value)) {
    return row.number === Number(value.slice(1))
  }
  return [row.title, row.message, row.ruleId, row.location.path, row.symbol].some((text) =>
    text.toLowerCase().includes(value),
  )
}

/** The rows for which every term holds, in their order. */
export function filterRows(
  rows: readonly FindingRow[],
  terms: readonly FilterTerm[],
): readonly FindingRow[] {
  if (terms.length === 0) {
    return rows
  }
  return rows.filter((row) => terms.every((term) => holds(row, term) !== term.isExcluded))
}
