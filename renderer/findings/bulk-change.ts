// What one change would do to many findings, told before it is made.
import type { FindingRow } from '../../electron/api/domain.ts'
import type { Bulk } from '../state/view.ts'
import { SEVERITY_NAMES } from '../ui/severity-mark.tsx'
import { GATES, PRIORITIES, STATUSES, VERDICTS } from './choices.ts'

type Field = keyof Bulk

export interface Preview {
  /** Findings that the change is made to. */
  readonly changed: readonly FindingRow[]
  /** Findings that are so already. */
  readonly same: readonly FindingRow[]
  /** Findings whose action item says how far the work is. */
  readonly held: readonly FindingRow[]
  /** The reason that has to be given, if one has. */
  readonly reason: 'dismissReason' | 'severityReason' | undefined
}

const WORDS: Readonly<Record<Field, readonly { value: string; label: string }[]>> = {
  verdict: VERDICTS,
  severity: Object.entries(SEVERITY_NAMES).map(([value, label]) => ({ value, label })),
  priority: PRIORITIES,
  gate: GATES,
  status: STATUSES,
}

const FIELD_NAMES: Readonly<Record<Field, string>> = {
  verdict: 'Verdict',
  severity: 'Severity',
  priority: 'Priority',
  gate: 'To be closed before',
  status: 'Status',
}

/** The field that a change is about and its new value. */
export function changedField(change: Bulk): { readonly field: Field; readonly value: string } {
  // A change of many findings has one field, which names a field of the row.
  const [[field, value] = ['verdict' as const, '']] = Object.entries(change) as [Field, string][]
  return { field, value }
}

/** A value in words, such as `Before merge`. */
export function wordOf(field: Field, value: string): string {
  return WORDS[field].find((choice) => choice.value === value)?.label ?? value
}

export function fieldName(field: Field): string {
  return FIELD_NAMES[field]
}

/** Sorts the findings by what the change does to them. */
export function previewOf(rows: readonly FindingRow[], change: Bulk): Preview {
  const { field, value } = changedField(change)
  const same = rows.filter((row) => row[field] === value)
  const others = rows.filter((row) => row[field] !== value)
  const held = field === 'status' ? others.filter(({ hasItem }) => hasItem) : []
  const changed = field === 'status' ? others.filter(({ hasItem }) => !hasItem) : others
  const isOverridden = changed.some(({ originalSeverity }) => originalSeverity !== value)
  const reason =
    change.verdict === 'dismissed'
      ? 'dismissReason'
      : field === 'severity' && isOverridden
        ? 'severityReason'
        : undefined
  return { changed, same, held, reason }
}
