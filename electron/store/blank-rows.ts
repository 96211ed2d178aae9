// Rows that are never deleted: what such a row becomes when the step that made it is undone.

/** A row by the names of its columns, as JSON keeps it. */
export type Row = Readonly<Record<string, string | number | null>>

const UNDECIDED: Row = {
  severity: null,
  severity_reason: '',
  verdict: 'undecided',
  dismiss_reason: '',
  status: 'not-started',
  priority: null,
  gate: null,
  tags: '',
  note: '',
}
const UNTICKED: Row = { owner: '', evidence: '', ticked_at: null, ticked_by: null }

/**
 * The columns that say that a row holds nothing, `undefined` for tables whose rows are deleted.
 * `at` is the time of the undoing (ISO 8601).
 */
export function blankOf(table: string, row: Row, at: string): Row | undefined {
  switch (table) {
    case 'decisions':
      return UNDECIDED
    case 'fixes':
      return { removed_at: at, removed_by: 'reviewer' }
    case 'field_texts':
      return { text: '', is_confirmed: 0 }
    case 'templates':
      return { text: '' }
    case 'estimates':
      return { low: null, high: null }
    case 'score_adjustment':
      return { points: 0, reason: '' }
    case 'checks':
      return row.standing === null ? { removed_at: at } : UNTICKED
    case 'answers':
      return { answer: null, note: '' }
    case 'attachments':
    case 'comments':
    case 'threads':
    case 'finding_templates':
    case 'manual_findings':
    case 'new_tests':
    case 'people':
    case 'strengths':
      return { removed_at: at }
    default:
      return undefined
  }
}
