// `findings.csv` as it comes back from a spreadsheet: what differs from the review becomes changes.
import type { z } from 'zod'
import {
  GateSchema,
  PrioritySchema,
  SeveritySchema,
  StatusSchema,
  VerdictSchema,
} from '../../api/domain.ts'
import { tagProblem, tagsOf, tagText } from '../../api/tags.ts'
import { safeCell } from '../data/csv.ts'
import { findingId } from '../labels.ts'
import { type Imported, type ImportedChange, NOTHING } from './changes.ts'
import { readCsv } from './csv-text.ts'
import type { KnownFinding } from './known-finding.ts'

/** True for a table with the heads of `findings.csv`. */
export function isFindingsCsv(text: string): boolean {
  const [heads = []] = readCsv(text.slice(0, 4_000))
  return heads.includes('number') && heads.includes('fingerprint') && heads.includes('status')
}

/** Columns with one of a few values. */
const CHOICES = {
  severity: SeveritySchema,
  verdict: VerdictSchema,
  status: StatusSchema,
  priority: PrioritySchema,
  gate: GateSchema,
} as const
/** Columns with free text, by the field that they change. */
const TEXTS = {
  severityReason: 'severity reason',
  dismissReason: 'dismiss reason',
  note: 'note',
} as const

export function readEditedCsv(text: string, findings: readonly KnownFinding[]): Imported {
  const [heads = [], ...rows] = readCsv(text)
  const column = new Map(heads.map((head, at) => [head, at]))
  const known = new Map(findings.map((one) => [one.fingerprint, one]))
  const changes: ImportedChange[] = []
  const problems: string[] = []
  for (const row of rows) {
    const cell = (head: string) => {
      const at = column.get(head)
      return at === undefined ? undefined : unguarded(row[at] ?? '')
    }
    const finding = known.get(cell('fingerprint') ?? '')
    if (finding === undefined || cell('number') !== String(finding.number)) {
      problems.push(`The row of #${cell('number') ?? '?'} is of no finding of this review.`)
      continue
    }
    const change: Record<string, string> = {}
    for (const [field, schema] of Object.entries(CHOICES)) {
      const value = cell(field)?.trim()
      if (value === undefined || value === fieldText(finding, field)) continue
      const parsed = (schema as z.ZodType<string>).safeParse(value)
      if (parsed.success) change[field] = parsed.data
      else problems.push(`${findingId(finding)}: "${value}" is no ${field}.`)
    }
    for (const [field, head] of Object.entries(TEXTS)) {
      const value = cell(head)
      if (value !== undefined && !sameText(value, fieldText(finding, field))) change[field] = value
    }
    const tags = tagText(tagsOf(cell('tags') ?? ''))
    if (column.has('tags') && !sameText(tags, finding.tags)) {
      const problem = tagProblem(tags)
      if (problem === undefined) change.tags = tags
      else problems.push(`${findingId(finding)}: ${problem}`)
    }
    if (Object.keys(change).length > 0) changes.push({ number: finding.number, change })
  }
  return { ...NOTHING, kind: 'csv', changes, problems }
}

function fieldText(finding: KnownFinding, field: string): string {
  // The names above are those of the finding's own fields, all of them texts.
  return String(finding[field as keyof KnownFinding] ?? '')
}

/** Spreadsheets change line ends and drop what cannot be shown. */
function sameText(cell: string, value: string): boolean {
  const plain = (text: string) => text.replaceAll(/\r\n?/g, '\n').trim()
  return plain(cell) === plain(value) || plain(cell) === plain(unguarded(safeCell(value)))
}

/** Without the apostrophe that kept a cell from becoming a formula. */
function unguarded(cell: string): string {
  return cell.startsWith("'") && safeCell(cell.slice(1)) === cell ? cell.slice(1) : cell
}
