import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { SearchGroup, SearchHit } from '../../electron/api/search.ts'
import { useView } from '../state/view.ts'
import { SEARCH_IDS } from './commands.ts'
import { GroupRow, HitRow } from './hit-row.tsx'
import { openHit, showHit } from './open-hit.ts'
import { type ResultRow, resultRows, useResults } from './results.ts'
import './search.css'
import { SearchField } from './search-field.tsx'
import { useSearch } from './use-search.ts'

interface Props {
  readonly header: ReviewHeader
  /** Opens a text of the packet: it belongs to another feature. */
  readonly onWritten: (hit: SearchHit) => void
}

const GROUP_HEIGHT = 28
const HIT_HEIGHT = 42
const LINE_HEIGHT = 22
const NONE: ReadonlySet<SearchGroup> = new Set()

function rowId(row: ResultRow): string {
  return `result-${row.kind}-${row.key}`
}

function heightOf(row: ResultRow | undefined): number {
  if (row?.kind === 'group') return GROUP_HEIGHT
  return row?.isFirst === false ? LINE_HEIGHT : HIT_HEIGHT
}

/** Everything that has some words: findings, texts of reviewers, lines of the source. */
export function SearchPane({ header, onWritten }: Props) {
  const options = useView((view) => view.search)
  useSearch(header.id, options)
  const results = useResults()
  const [collapsed, setCollapsed] = useState(NONE)
  const [cursor, setCursor] = useState<string>()
  const rows = useMemo(() => resultRows(results, collapsed), [results, collapsed])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  // Lines of a file are less high than its first one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes are those of the rows
  useEffect(() => virtual.measure(), [rows, virtual])
  const at = rows.findIndex((row) => row.key === cursor)

  const toggle = (group: SearchGroup) =>
    setCollapsed((before) => {
      const next = new Set(before)
      if (!next.delete(group)) next.add(group)
      return next
    })
  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index))
    const row = rows[next]
    if (!row) return
    setCursor(row.key)
    virtual.scrollToIndex(next)
    if (row.kind === 'hit') showHit(row.hit)
  }
  const toResults = () => {
    scroller.current?.focus()
    if (at === -1) moveTo(rows.findIndex(({ kind }) => kind === 'hit'))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at]
    const actions = new Map<string, () => void>([
      ['ArrowDown', () => moveTo(at + 1)],
      ['ArrowUp', () => moveTo(at - 1)],
      ['PageDown', () => moveTo(at + 12)],
      ['PageUp', () => moveTo(at - 12)],
      ['Home', () => moveTo(0)],
      ['End', () => moveTo(rows.length - 1)],
    ])
    if (row?.kind === 'group') {
      actions.set('Enter', () => toggle(row.key))
      actions.set('ArrowRight', () => (row.isCollapsed ? toggle(row.key) : moveTo(at + 1)))
      actions.set('ArrowLeft', () => row.isCollapsed || toggle(row.key))
    } else if (row) {
      const group = rows.findIndex(({ key }) => key === row.hit.group)
      actions.set('Enter', () => openHit(row.hit, onWritten))
      actions.set('ArrowLeft', () => moveTo(group))
    }
    const action =
      event.ctrlKey || event.metaKey || event.altKey ? undefined : actions.get(event.key)
    if (action) {
      event.preventDefault()
      action()
    }
  }

  return (
    <section className="list-pane" data-pane="list" aria-label="Search">
      <SearchField onDown={toResults} />
      <div
        ref={scroller}
        id={SEARCH_IDS.results}
        className="search-results"
        role="tree"
        aria-label="Results"
        tabIndex={0}
        data-pane-focus={rows.length > 0 || undefined}
        aria-activedescendant={rows[at] ? rowId(rows[at]) : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => at === -1 && moveTo(rows.findIndex(({ kind }) => kind === 'hit'))}
      >
        <div className="search-canvas" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const row = rows[index]
            return (
              row && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the keyboard
                <div
                  key={row.key}
                  id={rowId(row)}
                  className={`search-row search-row-${row.kind}`}
                  style={{ transform: `translateY(${start}px)`, height: size }}
                  role="treeitem"
                  tabIndex={-1}
                  aria-level={row.kind === 'group' ? 1 : 2}
                  aria-expanded={row.kind === 'group' ? !row.isCollapsed : undefined}
                  aria-selected={index === at}
                  onClick={() => {
                    setCursor(row.key)
                    if (row.kind === 'group') toggle(row.key)
                    else if (row.hit.group === 'texts') openHit(row.hit, onWritten)
                    else showHit(row.hit)
                  }}
                >
                  {row.kind === 'group' ? <GroupRow row={row} /> : <HitRow row={row} />}
                </div>
              )
            )
          })}
        </div>
      </div>
    </section>
  )
}
