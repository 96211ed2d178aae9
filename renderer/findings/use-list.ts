import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { FindingRow } from '../../electron/api/domain.ts'
import { useListed } from '../state/listed.ts'
import { type GroupBy, useView } from '../state/view.ts'
import { filterRows, filterTest, parseFilter } from './filter.ts'
import { flattenGroups, groupRows, type ListItem, sortRows } from './groups.ts'
import { filterInSlices, type Sliced } from './slices.ts'
import { holdStill } from './stillness.ts'
import { useSliced } from './use-sliced.ts'

interface List {
  readonly items: readonly ListItem[]
  readonly rows: ReadonlyMap<number, FindingRow>
  /** Rows that the filter shows, in collapsed groups too. */
  readonly shown: number
  /** Rows that stay only because the list stands still: the filter no longer holds for them. */
  readonly outdated: number
  /** What the items are grouped by. */
  readonly groupBy: GroupBy
  /** False until the list was put together for the first time. */
  readonly isReady: boolean
}

interface Made {
  readonly items: readonly ListItem[]
  readonly found: readonly FindingRow[]
  readonly groupBy: GroupBy
  readonly isReady: boolean
}

const NO_ROWS: readonly FindingRow[] = []
const NOTHING: Made = { items: [], found: [], groupBy: 'none', isReady: false }

/** The list as it stands: filtered, grouped and ordered, still while decisions are taken. */
export function useList(all: readonly FindingRow[] | undefined): List {
  const known = all ?? NO_ROWS
  const filter = useView((view) => view.filter)
  const groupBy = useView((view) => view.groupBy)
  const sortBy = useView((view) => view.sortBy)
  const collapsed = useView((view) => view.collapsed)
  const refreshes = useView((view) => view.listRefreshes)
  const standing = useRef<{ order: string; rows: readonly FindingRow[] }>({ order: '', rows: [] })
  const sorted = useRef<Sorted>(undefined)
  const found = useRef<Found>(undefined)

  const rows = useMemo(() => {
    const byId = new Map<number, FindingRow>()
    for (const row of known) byId.set(row.id, row)
    return byId
  }, [known])
  const terms = useMemo(() => parseFilter(filter), [filter])
  const order = JSON.stringify([filter, groupBy, sortBy, refreshes])
  const still = useMemo(() => {
    const held = standing.current.order === order ? holdStill(standing.current.rows, known) : known
    standing.current = { order, rows: held }
    return held
  }, [known, order])

  const begin = useCallback(
    function* make(): Sliced<Made> {
      // What did not change since is taken as it was: a letter in the filter sorts nothing.
      if (sorted.current?.of !== still || sorted.current.sortBy !== sortBy) {
        sorted.current = { of: still, sortBy, rows: yield* sortRows(still, sortBy) }
      }
      const inOrder = sorted.current.rows
      if (found.current?.of !== inOrder || found.current.terms !== terms) {
        const holding =
          terms.length === 0 ? inOrder : yield* filterInSlices(inOrder, filterTest(terms))
        found.current = { of: inOrder, terms, rows: holding }
      }
      const holding = found.current.rows
      const groups = yield* groupRows(holding, groupBy)
      const items = yield* flattenGroups(groups, groupBy, collapsed)
      return { items, found: holding, groupBy, isReady: true }
    },
    [still, terms, sortBy, groupBy, collapsed],
  )
  const made = useSliced(begin, NOTHING)
  const outdated = useMemo(() => {
    if (terms.length === 0) {
      return 0
    }
    const changed: FindingRow[] = []
    for (const row of made.found) {
      const now = rows.get(row.id)
      if (now && now !== row) {
        changed.push(now)
      }
    }
    return changed.length - filterRows(changed, terms).length
  }, [made.found, rows, terms])
  const { items, groupBy: madeBy, isReady } = made
  useEffect(() => useListed.setState({ items, rows }), [items, rows])

  return { items, rows, shown: made.found.length, outdated, groupBy: madeBy, isReady }
}

interface Sorted {
  readonly of: readonly FindingRow[]
  readonly sortBy: string
  readonly rows: readonly FindingRow[]
}
interface Found {
  readonly of: readonly FindingRow[]
  readonly terms: unknown
  readonly rows: readonly FindingRow[]
}
