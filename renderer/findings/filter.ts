// The filter line's language: `sev:high,critical rule:await path:tests -is:gone "free text"`.
// Values of one field are alternatives; different fields all have to hold; `-` excludes.
import type { FindingRow } from '../../electron/api/domain.ts'
import { tagsOf } from '../../electron/api/tags.ts'

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
  'tag',
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
      const isList = quoted === undefined || field === 'tag'
      const values = (quoted ?? bare).toLowerCase().split(isList ? ',' : '\n')
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

type Test = (row: FindingRow) => boolean

function contains(wanted: string): (text: string) => boolean {
  // A pattern compares without case and without making a second copy of every text.
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'), 'iu')
  return (text) => pattern.test(text)
}

function textTest(wanted: string): Test {
  if (/^#\d+$/u.test(wanted)) {
    const number = Number(wanted.slice(1))
    return (row) => row.number === number
  }
  const holds = contains(wanted)
  return (row) =>
    holds(row.title) ||
    holds(row.message) ||
    holds(row.ruleId) ||
    holds(row.location.path) ||
    holds(row.symbol)
}

function valueTest(field: FilterTerm['field'], value: string): Test {
  const holds = contains(value)
  switch (field) {
    case 'sev':
      return (row) => row.severity.startsWith(value)
    case 'rule':
      return (row) => holds(row.ruleId)
    case 'path':
      return (row) => holds(row.location.path)
    case 'cat':
      return (row) => holds(row.category)
    case 'conf':
      return (row) => row.confidence.startsWith(value)
    case 'verdict':
      return (row) => row.verdict.startsWith(value)
    case 'status':
      return (row) => row.status.startsWith(value) || isState(row, value)
    case 'prio':
      return (row) => row.priority.toLowerCase().startsWith(value)
    case 'gate':
      return (row) => row.gate.startsWith(value)
    case 'symbol':
      return (row) => holds(row.symbol)
    case 'tag':
      return ({ tags }) =>
        tags !== '' && tagsOf(tags.toLowerCase()).some((tag) => tag.startsWith(value))
    case 'is':
      return (row) => isState(row, value)
    case 'has':
      return (row) => hasPart(row, value)
    case 'text':
      return textTest(value)
  }
}

function hasPart(row: FindingRow, part: string): boolean {
  switch (part) {
    case 'note':
      return row.hasNote
    case 'tag':
      return row.tags !== ''
    case 'fix':
      return row.fixCount > 0
    case 'test':
      return row.testCount > 0
    case 'thread':
      return row.threadCount > 0
    case 'open-thread':
      return row.openThreads.length > 0
    default:
      return false
  }
}

function termTest({ field, values, isExcluded }: FilterTerm): Test {
  const tests = values.map((value) => valueTest(field, value))
  return (row) => tests.some((holds) => holds(row)) !== isExcluded
}

/** Tells of each row whether every term holds for it. */
export function filterTest(terms: readonly FilterTerm[]): Test {
  const tests = terms.map(termTest)
  return (row) => tests.every((holds) => holds(row))
}

/** The rows for which every term holds, in their order. */
export function filterRows(
  rows: readonly FindingRow[],
  terms: readonly FilterTerm[],
): readonly FindingRow[] {
  return terms.length === 0 ? rows : rows.filter(filterTest(terms))
}
