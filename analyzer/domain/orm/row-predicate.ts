// Conditions of partial indexes and checks: as SQL text, and which constants imply them.
import type { Constant } from '../../facts/literals.ts'
import type { PredicateTerm, RowPredicate } from './model.ts'

const NAME = String.raw`(?:["\x60\[]?\w+["\x60\]]?\.)?["\x60\[]?(\w+)["\x60\]]?`
const VALUE = String.raw`'(?:[^']|'')*'(?:::\w+)?|-?\d+(?:\.\d+)?|true|false`
const COMPARISON = new RegExp(String.raw`^${NAME}(?:::\w+)?\s*(=|==|!=|<>|is)\s*(${VALUE})$`, 'i')
const MEMBERSHIP = new RegExp(String.raw`^${NAME}(?:::\w+)?\s+(not\s+)?in\s*\((.*)\)$`, 'is')
const ABSENCE = new RegExp(String.raw`^${NAME}\s+is\s+(not\s+)?null$`, 'i')
const NEGATION = new RegExp(String.raw`^not\s+${NAME}$`, 'i')
const FLAG = new RegExp(`^${NAME}$`, 'i')

/** Reads a condition as SQL; what is more than a conjunction of plain tests has no terms. */
export function sqlPredicate(sql: string): RowPredicate {
  const text = sql.trim().replace(/\s+/g, ' ')
  if (/\bor\b|\bcase\b|\bbetween\b/i.test(withoutStrings(text))) return { text }
  const terms: PredicateTerm[] = []
  for (const part of conjuncts(text)) {
    const term = sqlTerm(withoutBrackets(part))
    if (term === undefined) return { text }
    terms.push(term)
  }
  return { text, terms }
}

/**
 * True if rows with these values are certainly among those that the predicate is about. A value may
 * be known by several names (an enum member by name and value): any of them counts.
 */
export function isImplied(
  predicate: RowPredicate | undefined,
  constants: ReadonlyMap<string, readonly Constant[]>,
): boolean {
  if (predicate === undefined) return true
  if (predicate.terms === undefined) return false
  return predicate.terms.every((term) => isTermImplied(term, constants.get(term.column) ?? []))
}

function isTermImplied({ op, values }: PredicateTerm, known: readonly Constant[]): boolean {
  if (known.length === 0) return false
  const isListed = known.some((one) => values.some((value) => sameConstant(one, value)))
  switch (op) {
    case 'is-null':
      return known.every((one) => one === null)
    case 'is-not-null':
      return !known.includes(null)
    case 'in':
      return isListed
    case 'not-in':
      return !isListed
  }
}

/** Databases write words of enums in either case and truth values as numbers. */
export function sameConstant(a: Constant, b: Constant): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase()
  if (typeof a === 'boolean') return a === b || Number(a) === b
  if (typeof b === 'boolean') return Number(b) === a
  return a === b
}

function sqlTerm(text: string): PredicateTerm | undefined {
  const absence = ABSENCE.exec(text)
  if (absence !== null) {
    const op = absence[2] === undefined ? 'is-null' : 'is-not-null'
    return { column: absence[1] as string, op, values: [] }
  }
  const membership = MEMBERSHIP.exec(text)
  if (membership !== null) {
    const values = (membership[3] as string)
      .split(/,(?=(?:[^']*'[^']*')*[^']*$)/)
      .map((one) => sqlValue(one.trim()))
    if (values.includes(undefined)) return undefined
    const known = values.filter((one) => one !== undefined)
    return {
      column: membership[1] as string,
      op: membership[2] === undefined ? 'in' : 'not-in',
      values: known,
    }
  }
  const comparison = COMPARISON.exec(text)
  if (comparison !== null) {
    const value = sqlValue(comparison[3] as string)
    const isEqual = !['!=', '<>'].includes(comparison[2] as string)
    if (value === undefined) return undefined
    return { column: comparison[1] as string, op: isEqual ? 'in' : 'not-in', values: [value] }
  }
  const negation = NEGATION.exec(text)
  if (negation !== null) return { column: negation[1] as string, op: 'in', values: [false] }
  const flag = FLAG.exec(text)
  return flag === null ? undefined : { column: flag[1] as string, op: 'in', values: [true] }
}

function sqlValue(text: string): Constant | undefined {
  const plain = text.replace(/::\w+$/, '')
  if (/^'.*'$/s.test(plain)) return plain.slice(1, -1).replaceAll("''", "'")
  if (/^true$/i.test(plain)) return true
  if (/^false$/i.test(plain)) return false
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : undefined
}

/** Parts between `AND`s outside of brackets and strings. */
function conjuncts(text: string): readonly string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  const whole = withoutBrackets(text)
  for (const match of whole.matchAll(/'(?:[^']|'')*'|[()]|\s+and\s+/gi)) {
    if (match[0] === '(') depth += 1
    else if (match[0] === ')') depth -= 1
    else if (depth === 0 && !match[0].startsWith("'")) {
      found.push(whole.slice(start, match.index))
      start = match.index + match[0].length
    }
  }
  found.push(whole.slice(start))
  return found
}

/** Without brackets that stand around all of it. */
function withoutBrackets(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return trimmed
  let depth = 0
  for (let at = 0; at < trimmed.length; at += 1) {
    if (trimmed[at] === '(') depth += 1
    else if (trimmed[at] === ')') depth -= 1
    if (depth === 0 && at < trimmed.length - 1) return trimmed
  }
  return withoutBrackets(trimmed.slice(1, -1))
}

function withoutStrings(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "''")
}
