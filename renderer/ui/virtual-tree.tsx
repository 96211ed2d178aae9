import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import './virtual-tree.css'

export interface TreeRow {
  readonly key: string
  readonly kind: 'group' | 'item'
  /** Whether the items of a group are put away. */
  readonly isCollapsed?: boolean
}

interface Props<R extends TreeRow> {
  readonly id: string
  /** What the tree holds, for assistive technology. */
  readonly label: string
  readonly rows: readonly R[]
  /** In pixels. */
  readonly heightOf: (row: R) => number
  /** Key of the row that the cursor is on. */
  readonly cursor: string | undefined
  /** The cursor comes to a row, by keys or by the pointer. */
  readonly onMove: (row: R) => void
  readonly onToggle: (row: R) => void
  /** Enter on an item. */
  readonly onOpen: (row: R) => void
  /** A click on an item, beside the cursor coming to it. */
  readonly onPress?: (row: R) => void
  readonly children: (row: R) => ReactNode
}

const PAGE = 12

/** Groups with items, of which only those in sight are drawn; the tree holds the keyboard. */
export function VirtualTree<R extends TreeRow>({
  id,
  label,
  rows,
  heightOf,
  cursor,
  onMove,
  onToggle,
  onOpen,
  onPress,
  children,
}: Props<R>) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const row = rows[index]
      return row === undefined ? 0 : heightOf(row)
    },
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes are those of the rows
  useEffect(() => virtual.measure(), [rows, virtual])
  const at = rows.findIndex(({ key }) => key === cursor)
  useEffect(() => {
    if (at !== -1) virtual.scrollToIndex(at)
  }, [at, virtual])

  const moveTo = (index: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, index))
    const row = rows[to]
    if (!row) return
    // A key brings the cursor into sight, even one that it rested on while the tree was scrolled.
    virtual.scrollToIndex(to)
    onMove(row)
  }
  const toFirstItem = () => moveTo(rows.findIndex(({ kind }) => kind === 'item'))
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at]
    const actions = new Map<string, () => void>([
      ['ArrowDown', () => moveTo(at + 1)],
      ['ArrowUp', () => moveTo(at - 1)],
      ['PageDown', () => moveTo(at + PAGE)],
      ['PageUp', () => moveTo(at - PAGE)],
      ['Home', () => moveTo(0)],
      ['End', () => moveTo(rows.length - 1)],
    ])
    if (row?.kind === 'group') {
      actions.set('Enter', () => onToggle(row))
      actions.set('ArrowRight', () => (row.isCollapsed ? onToggle(row) : moveTo(at + 1)))
      actions.set('ArrowLeft', () => row.isCollapsed || onToggle(row))
    } else if (row) {
      actions.set('Enter', () => onOpen(row))
      actions.set('ArrowLeft', () =>
        moveTo(rows.findLastIndex(({ kind }, index) => kind === 'group' && index < at)),
      )
    }
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey)
    const action = isPlain ? actions.get(event.key) : undefined
    if (action) {
      event.preventDefault()
      action()
    }
  }
  const rowId = (row: R) => `${id}-${row.kind}-${row.key}`

  return (
    <div
      ref={scroller}
      id={id}
      className="tree"
      role="tree"
      aria-label={label}
      tabIndex={0}
      data-pane-focus={rows.length > 0 || undefined}
      aria-activedescendant={rows[at] ? rowId(rows[at]) : undefined}
      onKeyDown={onKeyDown}
      onFocus={() => at === -1 && toFirstItem()}
    >
      <div className="tree-canvas" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index]
          return (
            row && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the keyboard
              <div
                key={row.key}
                id={rowId(row)}
                className={`tree-row tree-row-${row.kind}`}
                style={{ transform: `translateY(${start}px)`, height: size }}
                role="treeitem"
                tabIndex={-1}
                aria-level={row.kind === 'group' ? 1 : 2}
                aria-expanded={row.kind === 'group' ? !row.isCollapsed : undefined}
                aria-selected={index === at}
                onClick={() => {
                  onMove(row)
                  if (row.kind === 'group') onToggle(row)
                  else onPress?.(row)
                }}
              >
                {children(row)}
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}
