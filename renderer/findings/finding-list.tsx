import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { neighbour } from '../state/listed.ts'
import type { Rows } from '../state/rows.ts'
import { type GroupBy, selectFinding, setView, toggleGroup, useView } from '../state/view.ts'
import './finding-list.css'
import type { ListItem } from './groups.ts'
import { FindingItem, GroupItem, itemId } from './list-row.tsx'
import { useDraftIds } from './use-draft-ids.ts'
import { useRowsInView } from './use-rows-in-view.ts'
import { useWidth } from './use-width.ts'

interface Props {
  readonly items: readonly ListItem[]
  /** What they are grouped by. */
  readonly groupBy: GroupBy
  /** Another one when the person asked for other findings or another order. */
  readonly order: string
  readonly rows: Rows
  readonly rowHeight: number
}

/**
 * Of a row, what its severity, its number and a title of usual length take, in pixels, and the usual
 * width of a small character: folders are only shown beside a title that is whole.
 */
const TITLE_END = 390
const CHARACTER_WIDTH = 6.8

/** The findings as a tree with virtual rows; the cursor is the selection. */
export function FindingList({ items, groupBy, order, rows, rowHeight }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const selectedId = useView((view) => view.selectedId)
  const cursorGroup = useView((view) => view.cursorGroup)
  const marked = useView((view) => view.marked)
  const drafts = useDraftIds()
  const placeLength = Math.floor(Math.max(0, useWidth(scroller) - TITLE_END) / CHARACTER_WIDTH)
  const { from, to, slotOf, show } = useRowsInView(scroller, { count: items.length, rowHeight })
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: useView.getState().listScrollTop })
  }, [])

  const cursorAt = useMemo(() => {
    if (cursorGroup !== undefined) {
      return items.findIndex((item) => item.kind === 'group' && item.key === cursorGroup)
    }
    // Without a cursor a long list would be gone through for nothing, just when it first appears.
    return selectedId === undefined
      ? -1
      : items.findIndex((item) => item.kind === 'finding' && item.id === selectedId)
  }, [items, cursorGroup, selectedId])
  // Only a moved cursor scrolls: a changed list under a resting cursor stays where it is.
  const seen = useRef<string>(undefined)
  const cursor = cursorGroup ?? selectedId?.toString()
  useEffect(() => {
    const isFirst = seen.current === undefined
    if (cursorAt !== -1 && seen.current !== cursor) {
      seen.current = cursor
      if (!isFirst || useView.getState().listScrollTop === 0) {
        show(cursorAt)
      }
    }
  }, [show, cursorAt, cursor])
  // Another list begins at the cursor, or at its top where it does not hold that.
  const ordered = useRef(order)
  useLayoutEffect(() => {
    if (ordered.current === order) return
    ordered.current = order
    show(Math.max(0, cursorAt))
  }, [show, cursorAt, order])

  const moveTo = (index: number) => {
    const at = Math.max(0, Math.min(items.length - 1, index))
    const item = items[at]
    // A key brings the cursor into sight, even one that it rested on while the list was scrolled.
    if (item) show(at)
    if (item?.kind === 'group') {
      setView({ cursorGroup: item.key })
    } else if (item) {
      const row = rows.get(item.id)
      if (row) {
        selectFinding(row)
      }
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return
    }
    const item = items[cursorAt]
    // Asked only by the keys that need it: the page is laid out for the answer.
    const page = () =>
      Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1)
    const moves = new Map<string, () => void>([
      ['ArrowDown', () => moveTo(cursorAt + 1)],
      ['ArrowUp', () => moveTo(cursorAt === -1 ? 0 : cursorAt - 1)],
      ['PageDown', () => moveTo(cursorAt + page())],
      ['PageUp', () => moveTo(cursorAt - page())],
      ['Home', () => moveTo(0)],
      ['End', () => moveTo(items.length - 1)],
    ])
    if (item?.kind === 'group') {
      const { key, isCollapsed } = item
      moves.set('ArrowRight', () => (isCollapsed ? toggleGroup(key) : moveTo(cursorAt + 1)))
      moves.set('ArrowLeft', () => isCollapsed || toggleGroup(key))
      moves.set('Enter', () => toggleGroup(key))
      moves.set(' ', () => toggleGroup(key))
    }
    const action = moves.get(event.key)
    if (action) {
      event.preventDefault()
      event.stopPropagation()
      action()
    }
  }

  return (
    <div
      ref={scroller}
      className="finding-list"
      role="tree"
      aria-label="Findings"
      aria-multiselectable="true"
      data-marking={marked.size > 0 || undefined}
      tabIndex={0}
      data-pane-focus
      aria-activedescendant={items[cursorAt] ? itemId(items[cursorAt]) : undefined}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (cursorAt === -1) {
          const first = neighbour(items, undefined, 1)
          const row = first === undefined ? undefined : rows.get(first)
          if (row) {
            selectFinding(row)
          }
        }
      }}
      onScroll={(event) => setView({ listScrollTop: event.currentTarget.scrollTop })}
    >
      <div className="finding-list-canvas" style={{ height: items.length * rowHeight }}>
        {items.slice(from, to).map((item, index) => {
          const at = from + index
          const slot = slotOf(at)
          const place = { groupBy, top: at * rowHeight }
          if (item.kind === 'group') {
            const isSelected = item.key === cursorGroup
            return <GroupItem key={slot} {...place} item={item} isSelected={isSelected} />
          }
          const row = rows.get(item.id)
          const isCursor = item.id === selectedId
          return (
            row && (
              <FindingItem
                key={slot}
                {...place}
                item={item}
                row={row}
                isSelected={marked.size > 0 ? marked.has(row.id) : isCursor}
                isCursor={isCursor && marked.size > 0}
                hasDraft={drafts.has(row.id)}
                placeLength={placeLength}
              />
            )
          )
        })}
      </div>
    </div>
  )
}
