// Rows in groups and in order, flattened to what a virtual list shows.
import { SEVERITIES, type Severity } from '../../analyzer/model.ts'
import type { FindingRow } from '../../electron/api/domain.ts'
import type { GroupBy, SortBy } from '../state/view.ts'

export interface Group {
  /** Unique within a grouping, e.g. `file:a/b.py`. */
  readonly key: string
  readonly label: string
  /** The worst severity in the group. */
  readonly severity: Severity
  readonly rows: readonly FindingRow[]
}

export type ListItem =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly group: Group
      readonly isCollapsed: boolean
    }
  | {
      readonly kind: 'finding'
      readonly id: number
      /** The place among the rows of its group, 0-based, for assistive technology. */
      readonly index: number
      readonly groupSize: number
    }

const RANK: Readonly<Record<Severity, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
  info: 4,
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function comparePlace(a: FindingRow, b: FindingRow): number {
  return (
    compareText(a.location.path, b.location.path) ||
    a.location.range.startLine - b.location.range.startLine ||
    a.number - b.number
  )
}

const ORDERS: Readonly<Record<SortBy, (a: FindingRow, b: FindingRow) => number>> = {
  severity: (a, b) => RANK[a.severity] - RANK[b.severity] || comparePlace(a, b),
  place: comparePlace,
  rule: (a, b) => compareText(a.ruleId, b.ruleId) || comparePlace(a, b),
  number: (a, b) => a.number - b.number,
}

/** The rows in order; rows that compare equal keep the order of their places. */
export function sortRows(rows: readonly FindingRow[], sortBy: SortBy): readonly FindingRow[] {
  return rows.toSorted(ORDERS[sortBy])
}

function groupOf(row: FindingRow, groupBy: GroupBy): { key: string; label: string } {
  switch (groupBy) {
    case 'severity':
      return { key: row.severity, label: row.severity }
    case 'rule':
      return { key: row.ruleId, label: row.title }
    case 'file':
      return { key: row.location.path, label: row.location.path }
    case 'category':
      return { key: row.category, label: row.category }
    case 'none':
      return { key: '', label: '' }
  }
}

function worst(rows: readonly FindingRow[]): Severity {
  return SEVERITIES.find((severity) => rows.some((row) => row.severity === severity)) ?? 'info'
}

/** Groups in reading order: the worst first, then the larger, files by their paths. */
export function groupRows(rows: readonly FindingRow[], groupBy: GroupBy): readonly Group[] {
  const byKey = new Map<string, { label: string; rows: FindingRow[] }>()
  for (const row of rows) {
    const { key, label } = groupOf(row, groupBy)
    const group = byKey.get(key)
    if (group) {
      group.rows.push(row)
    } else {
      byKey.set(key, { label, rows: [row] })
    }
  }
  const groups = [...byKey].map(([key, { label, rows: members }]) => ({
    key: `${groupBy}:${key}`,
    label,
    severity: worst(members),
    rows: members,
  }))
  return groupBy === 'file'
    ? groups.sort((a, b) => compareText(a.label, b.label))
    : groups.sort(
        (a, b) =>
          RANK[a.severity] - RANK[b.severity] ||
          b.rows.length - a.rows.length ||
          compareText(a.label, b.label),
      )
}

/** What the list shows from top to bottom; without grouping there are no group rows. */
export function flattenGroups(
  groups: readonly Group[],
  groupBy: GroupBy,
  collapsed: ReadonlySet<string>,
): readonly ListItem[] {
  const items: ListItem[] = []
  for (const group of groups) {
    const isCollapsed = groupBy !== 'none' && collapsed.has(group.key)
    if (groupBy !== 'none') {
      items.push({ kind: 'group', key: group.key, group, isCollapsed })
    }
    if (!isCollapsed) {
      group.rows.forEach((row, index) => {
        items.push({ kind: 'finding', id: row.id, index, groupSize: group.rows.length })
      })
    }
  }
  return items
}
