import { useMemo, useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { SearchGroup, SearchHit } from '../../electron/api/search.ts'
import { useView } from '../state/view.ts'
import { SEARCH_IDS } from './commands.ts'
import { GroupRow, HitRow } from './hit-row.tsx'
import { openHit, showHit } from './open-hit.ts'
import { type ResultRow, resultRows, useResults } from './results.ts'
import './search.css'
import { VirtualTree } from '../ui/virtual-tree.tsx'
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

function heightOf(row: ResultRow): number {
  if (row.kind === 'group') return GROUP_HEIGHT
  return row.isFirst === false ? LINE_HEIGHT : HIT_HEIGHT
}

/** Everything that has some words: findings, texts of reviewers, lines of the source. */
export function SearchPane({ header, onWritten }: Props) {
  const options = useView((view) => view.search)
  useSearch(header.id, options)
  const results = useResults()
  const [collapsed, setCollapsed] = useState(NONE)
  const [cursor, setCursor] = useState<string>()
  const rows = useMemo(() => resultRows(results, collapsed), [results, collapsed])
  const toggle = (group: SearchGroup) =>
    setCollapsed((before) => {
      const next = new Set(before)
      if (!next.delete(group)) next.add(group)
      return next
    })
  const moveTo = (row: ResultRow) => {
    setCursor(row.key)
    if (row.kind === 'item') showHit(row.hit)
  }
  const toResults = () => document.getElementById(SEARCH_IDS.results)?.focus()

  return (
    <section className="list-pane" data-pane="list" aria-label="Search">
      <SearchField onDown={toResults} />
      <VirtualTree
        id={SEARCH_IDS.results}
        label="Results"
        rows={rows}
        heightOf={heightOf}
        cursor={cursor}
        onMove={moveTo}
        onToggle={(row) => row.kind === 'group' && toggle(row.key)}
        onOpen={(row) => row.kind === 'item' && openHit(row.hit, onWritten)}
        onPress={(row) =>
          row.kind === 'item' && row.hit.group === 'texts' && openHit(row.hit, onWritten)
        }
      >
        {(row) => (row.kind === 'group' ? <GroupRow row={row} /> : <HitRow row={row} />)}
      </VirtualTree>
    </section>
  )
}
