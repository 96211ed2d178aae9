// A field of either side in words, for people who have to choose.
import type { Row } from '../blank-rows.ts'
import { spotsOf } from '../strengths.ts'
import { placesIn } from './carried-content.ts'
import { type Difference, eventNames } from './compare.ts'
import type { Since } from './records.ts'
import type { NamedRow, Side } from './side.ts'

export interface Said {
  readonly text: string
  readonly by: string
  /** ISO 8601; '' where the record does not tell. */
  readonly at: string
}

/** Columns that say nothing to people beside the others of their group. */
const SILENT = new Set([
  'path',
  'start_line',
  'end_line',
  'before_text',
  'text_sha256',
  'removed_by',
  'edited_at',
  'assigned_at',
  'started_at',
  'submitted_at',
  'decided_at',
])

/** What one side has in a field, and who wrote it when. */
export function saidBy(
  side: Side,
  since: Since,
  { table, group }: Difference,
  row: NamedRow,
): Said {
  const parts = group.columns.flatMap((column) => {
    if (SILENT.has(column)) return []
    const value = row.row[column] ?? null
    if (column === 'removed_at') return value === null ? [] : ['removed']
    if (column === 'ticked_at') return [value === null ? 'not ticked' : 'ticked']
    if (column === 'in_faq') return [value === 1 ? 'answered for all' : 'not among them']
    if (column === 'places') return [spotsIn(value)]
    if (column === 'is_confirmed') return value === 1 ? ['confirmed'] : ['draft']
    if (column === 'assignee_id' && value !== null) {
      const person = side.db.prepare('SELECT name FROM people WHERE id = ?').pluck().get(value)
      return [String(person)]
    }
    return value === null || value === '' ? [] : [String(value)]
  })
  const last = eventNames(side, table, group, row)
    .flatMap((name) => since.changes.get(name)?.last ?? [])
    .toSorted((a, b) => a.seq - b.seq)
    .at(-1)
  return {
    text: parts.length > 0 ? parts.join('\n') : 'nothing',
    by: last?.actor ?? '',
    at: last?.at ?? '',
  }
}

function spotsIn(json: string | number | null): string {
  // Theirs was compared as text so far: it is checked when it is taken.
  const places = placesIn(String(json))
  return places === undefined ? 'places that cannot be read' : spotsOf({ places })
}

/** The field, with which one it is where a finding may have several. */
export function fieldWords(table: string, label: string, row: Row): string {
  switch (table) {
    case 'answers':
      return `${label} (${row.question})`
    case 'attachments':
      return `${label} (${row.name})`
    default:
      return label
  }
}

/** What a row is about where it is about no finding. */
export function aboutWords(table: string, row: Row): string {
  switch (table) {
    case 'people':
      return String(row.name)
    case 'checks':
      return `${row.gate} checklist: ${row.text === '' ? row.standing : row.text}`
    case 'templates':
      return String(row.document)
    case 'finding_templates':
    case 'strengths':
      return String(row.title)
    case 'field_texts':
      return String(row.field)
    default:
      return 'the review'
  }
}
