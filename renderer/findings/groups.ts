// Rows in groups and in order, flattened to what a virtual list shows.
import type { Severity } from '../../analyzer/model.ts'
import type { FindingRow } from '../../electron/api/domain.ts'
import type { GroupBy, SortBy } from '../state/view.ts'
import { type Sliced, sortInSlices } from './slices.ts'

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

/** How many rows are taken between two places to stop at. */
const PORTION = 1_024

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

function compareLine(a: FindingRow, b: FindingRow): number {
  return a.location.range.startLine - b.location.range.startLine || a.number - b.number
}

/** What comes before the file in each order; by number nothing else counts. */
const FIRST: Readonly<Record<SortBy, (row: FindingRow) => string>> = {
  severity: ({ severity }) => String(RANK[severity]),
  place: () => '',
  rule: ({ ruleId }) => ruleId,
  number: () => '',
}

/** The rows in order; rows that compare equal keep the order of their places. */
export function* sortRows(
  rows: readonly FindingRow[],
  sortBy: SortBy,
): Sliced<readonly FindingRow[]> {
  if (sortBy === 'number') {
    return yield* sortInSlices(rows, (a, b) => a.number - b.number)
  }
  // A file holds few findings of many: files are put in order, then each one's findings.
  const first = FIRST[sortBy]
  const parts = new Map<string, Map<string, FindingRow[]>>()
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at]
    if (row) partOf(partOf(parts, first(row), newMap), row.location.path, newList).push(row)
    if (at % PORTION === PORTION - 1) yield
  }
  const sorted: FindingRow[] = []
  let stopAt = PORTION
  for (const [, files] of inOrder(parts)) {
    for (const [, members] of inOrder(files)) {
      for (const row of members.sort(compareLine)) sorted.push(row)
      if (sorted.length > stopAt) {
        stopAt = sorted.length + PORTION
        yield
      }
    }
  }
  return sorted
}

const newMap = () => new Map<string, FindingRow[]>()
const newList = (): FindingRow[] => []

function partOf<T>(parts: Map<string, T>, key: string, make: () => T): T {
  const known = parts.get(key)
  if (known !== undefined) return known
  const made = make()
  parts.set(key, made)
  return made
}

function inOrder<T>(parts: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...parts].sort(([a], [b]) => compareText(a, b))
}

/** The task of the plan that a finding is in, by the finding's id. */
export type Tasks = ReadonlyMap<number, Pick<Named, 'label' | 'place'>>

interface Named {
  readonly key: string
  readonly label: string
  /** Where the group stands among the others, of groupings that have an order of their own. */
  readonly place?: string
}

const GATE_PLACES: Readonly<Record<FindingRow['gate'], string>> = {
  merge: '0',
  production: '1',
  later: '2',
}
/** Behind every task. */
const NO_TASK = { label: 'In no task', place: '~' }

function groupOf(row: FindingRow, groupBy: GroupBy, tasks: Tasks | undefined): Named {
  switch (groupBy) {
    case 'task': {
      const task = tasks?.get(row.id) ?? NO_TASK
      return { key: task.label, ...task }
    }
    case 'gate':
      return { key: row.gate, label: row.gate, place: GATE_PLACES[row.gate] }
    case 'severity':
      return { key: row.severity, label: row.severity }
    case 'rule':
      return { key: row.ruleId, label: row.title }
    case 'file':
      return { key: row.location.path, label: row.location.path, place: row.location.path }
    case 'category':
      return { key: row.category, label: row.category }
    case 'none':
      return { key: '', label: '' }
  }
}

interface Growing {
  readonly label: string
  readonly place: string
  severity: Severity
  readonly rows: FindingRow[]
}

/** Groups in reading order: the worst first, then the larger; files, gates and tasks in their own. */
export function* groupRows(
  rows: readonly FindingRow[],
  groupBy: GroupBy,
  tasks?: Tasks,
): Sliced<readonly Group[]> {
  const byKey = new Map<string, Growing>()
  let count = 0
  for (const row of rows) {
    const { key, label, place = '' } = groupOf(row, groupBy, tasks)
    const { severity } = row
    const group = byKey.get(key)
    if (group === undefined) {
      byKey.set(key, { label, place, severity, rows: [row] })
    } else {
      group.rows.push(row)
      if (RANK[severity] < RANK[group.severity]) group.severity = severity
    }
    count += 1
    if (count % PORTION === 0) yield
  }
  const groups = [...byKey].map(([key, group]) => ({ ...group, key: `${groupBy}:${key}` }))
  return groups.sort(
    (a, b) =>
      compareText(a.place, b.place) ||
      RANK[a.severity] - RANK[b.severity] ||
      b.rows.length - a.rows.length ||
      compareText(a.label, b.label),
  )
}

/** What the list shows from top to bottom; without grouping there are no group rows. */
export function* flattenGroups(
  groups: readonly Group[],
  groupBy: GroupBy,
  collapsed: ReadonlySet<string>,
): Sliced<readonly ListItem[]> {
  const items: ListItem[] = []
  for (const group of groups) {
    const isCollapsed = groupBy !== 'none' && collapsed.has(group.key)
    if (groupBy !== 'none') {
      items.push({ kind: 'group', key: group.key, group, isCollapsed })
    }
    if (!isCollapsed) {
      for (const [index, { id }] of group.rows.entries()) {
        items.push({ kind: 'finding', id, index, groupSize: group.rows.length })
        if (items.length % PORTION === 0) yield
      }
    }
  }
  return items
}
