import { useDeferredValue, useEffect, useMemo, useRef } from 'react'
import type { FindingRow } from '../../electron/api/domain.ts'
import { useListed } from '../state/listed.ts'
import { useView } from '../state/view.ts'
import { filterRows, parseFilter } from './filter.ts'
import { flattenGroups, groupRows, type ListItem, sortRows } from './groups.ts'
import { holdStill } from './stillness.ts'

interface List {
  readonly items: readonly ListItem[]
  readonly rows: ReadonlyMap<number, FindingRow>
  /** Rows that the filter shows, in collapsed groups too. */
  readonly shown: number
  /** Rows that stay only because the list stands still: the filter no longer holds for them. */
  readonly outdated: number
}

const NO_ROWS: readonly FindingRow[] = []

/** The list as it stands: filtered, grouped and ordered, still while decisions are taken. */
export function useList(all: readonly FindingRow[] = NO_ROWS): List {
  // A letter is on the screen before a hundred thousand rows are searched for it.
  const filter = useDeferredValue(useView((view) => view.filter))
  const groupBy = useView((view) => view.groupBy)
  const sortBy = useView((view) => view.sortBy)
  const collapsed = useView((view) => view.collapsed)
  const refreshes = useView((view) => view.listRefreshes)
  const standing = useRef<{ order: string; rows: readonly FindingRow[] }>({ order: '', rows: [] })

  const rows = useMemo(() => new Map(all.map((row) => [row.id, row])), [all])
  const terms = useMemo(() => parseFilter(filter), [filter])
  const order = JSON.stringify([filter, groupBy, sortBy, refreshes])
  const still = useMemo(() => {
    const held = standing.current.order === order ? holdStill(standing.current.rows, all) : all
    standing.current = { order, rows: held }
    return held
  }, [all, order])
  const sorted = useMemo(() => sortRows(still, sortBy), [still, sortBy])
  const found = useMemo(() => filterRows(sorted, terms), [sorted, terms])
  const groups = useMemo(() => groupRows(found, groupBy), [found, groupBy])
  const items = useMemo(
    () => flattenGroups(groups, groupBy, collapsed),
    [groups, groupBy, collapsed],
  )
  const outdated = useMemo(() => {
    if (terms.length === 0) {
      return 0
    }
    const changed = found.flatMap((row) => {
      const now = rows.get(row.id)
      return now && now !== row ? [now] : []
    })
    return changed.length - filterRows(changed, terms).length
  }, [found, rows, terms])
  useEffect(() => useListed.setState({ items, rows }), [items, rows])

  return { items, rows, shown: found.length, outdated }
}
