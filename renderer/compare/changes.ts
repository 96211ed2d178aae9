// What differs between the two runs, as the rows of a list: written by the view, read by commands.
import { create } from 'zustand'
import type {
  ChangeKind,
  FileChange,
  FindingChange,
  RunComparison,
} from '../../electron/api/compare.ts'

const KINDS: readonly ChangeKind[] = ['new', 'returned', 'gone', 'changed', 'moved', 'unknown']

export type ChangeGroup = ChangeKind | 'files'

export type ChangeRow =
  | {
      readonly kind: 'group'
      readonly key: ChangeGroup
      readonly count: number
      readonly isCollapsed: boolean
    }
  | {
      readonly kind: 'item'
      readonly key: string
      /** Either a finding or a file. */
      readonly finding?: FindingChange
      readonly file?: FileChange
    }
export type ChangeItem = Extract<ChangeRow, { readonly kind: 'item' }>

interface Changes {
  readonly rows: readonly ChangeRow[]
  /** Key of the row that the cursor is on. */
  readonly cursor: string | undefined
  readonly collapsed: ReadonlySet<ChangeGroup>
}

export const useChanges = create<Changes>(() => ({
  rows: [],
  cursor: undefined,
  collapsed: new Set(),
}))

/** Groups with their changes; a group without any has no row. */
export function changeRows(
  { findings, files }: Pick<RunComparison, 'findings' | 'files'>,
  collapsed: ReadonlySet<ChangeGroup>,
): readonly ChangeRow[] {
  const grouped = Map.groupBy(findings, ({ kind }) => kind)
  const rows = KINDS.flatMap((kind) =>
    groupRows(
      kind,
      (grouped.get(kind) ?? []).map((finding) => ({
        kind: 'item',
        key: `finding-${finding.findingId}`,
        finding,
      })),
      collapsed,
    ),
  )
  const items = files.map((file): ChangeItem => ({ kind: 'item', key: `file-${file.path}`, file }))
  return [...rows, ...groupRows('files', items, collapsed)]
}

function groupRows(
  key: ChangeGroup,
  items: readonly ChangeItem[],
  collapsed: ReadonlySet<ChangeGroup>,
): readonly ChangeRow[] {
  if (items.length === 0) return []
  const isCollapsed = collapsed.has(key)
  const head = { kind: 'group', key, count: items.length, isCollapsed } as const
  return isCollapsed ? [head] : [head, ...items]
}

/** Moves the cursor by rows, as the arrow keys do. */
export function moveCursor(step: 1 | -1) {
  const { rows, cursor } = useChanges.getState()
  const at = rows.findIndex(({ key }) => key === cursor)
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + step))]
  if (row) useChanges.setState({ cursor: row.key })
}

export function toggleChanges(group: ChangeGroup) {
  const collapsed = new Set(useChanges.getState().collapsed)
  if (!collapsed.delete(group)) collapsed.add(group)
  useChanges.setState({ collapsed })
}
