// One line of the list. A line that nothing changed about is not made again, whatever the lines
// beside it do.
import { type MouseEvent, memo } from 'react'
import type { FindingRow as Row } from '../../electron/api/domain.ts'
import { type GroupBy, selectFinding, setView, toggleGroup } from '../state/view.ts'
import { FindingRow, isSettled } from './finding-row.tsx'
import { GroupRow } from './group-row.tsx'
import type { ListItem } from './groups.ts'
import { markTo, toggleMark } from './marks.ts'

type ItemOf<Kind> = Extract<ListItem, { readonly kind: Kind }>

/** The id of its element. */
export function itemId(item: ListItem): string {
  return item.kind === 'group' ? `group-${item.key}` : `finding-${item.id}`
}

function choose({ shiftKey, ctrlKey, metaKey }: MouseEvent, row: Row) {
  if (shiftKey) {
    markTo(row)
  } else if (ctrlKey || metaKey) {
    toggleMark(row)
  } else {
    selectFinding(row)
  }
}

interface Line {
  readonly groupBy: GroupBy
  /** Distance from the top of the list in pixels. */
  readonly top: number
  /** The cursor is on it, or it is among those that are marked. */
  readonly isSelected: boolean
}

interface GroupItemProps extends Line {
  readonly item: ItemOf<'group'>
}

export const GroupItem = memo(function GroupItem(props: GroupItemProps) {
  const { item, groupBy, top, isSelected } = props
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the keyboard
    <div
      id={itemId(item)}
      className="list-row group-row"
      style={{ transform: `translateY(${top}px)` }}
      role="treeitem"
      tabIndex={-1}
      aria-level={1}
      aria-expanded={!item.isCollapsed}
      aria-selected={isSelected}
      onClick={() => {
        setView({ cursorGroup: item.key })
        toggleGroup(item.key)
      }}
    >
      <GroupRow group={item.group} groupBy={groupBy} isCollapsed={item.isCollapsed} />
    </div>
  )
})

interface FindingItemProps extends Line {
  readonly item: ItemOf<'finding'>
  readonly row: Row
  /** The cursor is on it while others are marked. */
  readonly isCursor: boolean
  readonly hasDraft: boolean
  readonly placeLength: number
}

export const FindingItem = memo(function FindingItem(props: FindingItemProps) {
  const { item, row, groupBy, top, isSelected, isCursor, hasDraft, placeLength } = props
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the keyboard
    <div
      id={itemId(item)}
      className="list-row finding-row"
      style={{ transform: `translateY(${top}px)` }}
      role="treeitem"
      tabIndex={-1}
      aria-level={groupBy === 'none' ? 1 : 2}
      aria-posinset={item.index + 1}
      aria-setsize={item.groupSize}
      aria-selected={isSelected}
      data-cursor={isCursor || undefined}
      data-settled={isSettled(row) || undefined}
      data-ghost={(row.anchor && !row.isGone) || undefined}
      onClick={(event) => choose(event, row)}
    >
      <FindingRow row={row} groupBy={groupBy} placeLength={placeLength} hasDraft={hasDraft} />
    </div>
  )
})
