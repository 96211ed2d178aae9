import { useEffect, useMemo, useRef } from 'react'
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
  const filter = useView((view) => view.filter)
  const groupBy = useView((view) => view.groupBy)
  const sortBy = useView((view) => view.sortBy)
  const collapsed = useView((view) => view.collapsed)
  const refreshes = useView((view) => view.listRefreshes)
  const standing = useRef<{ order: string; rows: ReadonlyMap<number, FindingRow> }>({
    order: '',
    rows: new Map(),
  })

  const terms = useMemo(() => parseFilter(filter), [filter])
  const order = JSON.stringify([filter, groupBy, sortBy, refreshes])
  const groups = useMemo(() => {
    const before = standing.current.order === order ? standing.current.rows : new Map()
    const still = holdStill(before, all)
    standing.current = { order, rows: new Map(still.map((row) => [row.id, row])) }
    return groupRows(sortRows(filterRows(still, terms), sortBy), groupBy)
  }, [all, order, terms, sortBy, groupBy])
  const items = useMemo(
    () => flattenGroups(groups, groupBy, collapsed),
    [groups, groupBy, collapsed],
  )
  const rows = useMemo(() => new Map(all.map((row) => [row.id, row])), [all])
  const counts = useMemo(() => {
    const shownRows = groups.flatMap(({ rows: members }) => members)
    const now = shownRows.flatMap(({ id }) => rows.get(id) ?? [])
    return { shown: shownRows.length, outdated: now.length - filterRows(now, terms).length }
  }, [groups, rows, terms])
  useEffect(() => useListed.setState({ items, rows }), [items, rows])

  return { items, rows, ...counts }
}
