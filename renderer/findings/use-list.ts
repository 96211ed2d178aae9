import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { FindingRow } from '../../electron/api/domain.ts'
import { useListed } from '../state/listed.ts'
import { createRows, type Rows } from '../state/rows.ts'
import { type GroupBy, type Queue, useView } from '../state/view.ts'
import { filterTest, parseFilter } from './filter.ts'
import { flattenGroups, groupRows, type ListItem, sortRows } from './groups.ts'
import { queueTest } from './queues.ts'
import { filterInSlices, type Sliced } from './slices.ts'
import { holdStill } from './stillness.ts'
import { useSliced } from './use-sliced.ts'
import { useTasks } from './use-tasks.ts'

interface List {
  readonly items: readonly ListItem[]
  readonly rows: Rows
  /** Rows that the filter shows, in collapsed groups too. */
  readonly shown: number
  /** Rows that stay only because the list stands still: the filter no longer holds for them. */
  readonly outdated: number
  /** What the items are grouped by. */
  readonly groupBy: GroupBy
  /** Another one when the person asked for other findings or another order. */
  readonly order: string
  /** False until the list was put together for the first time. */
  readonly isReady: boolean
}

interface Made {
  readonly items: readonly ListItem[]
  readonly found: readonly FindingRow[]
  readonly groupBy: GroupBy
  readonly order: string
  readonly isReady: boolean
}

const NO_ROWS: readonly FindingRow[] = []
const NOTHING: Made = { items: [], found: [], groupBy: 'none', order: '', isReady: false }

/**
 * The list as it stands: filtered, grouped and ordered, still while decisions are taken. `inScope`
 * are those of all rows that are looked at.
 */
export function useList(
  all: readonly FindingRow[] | undefined,
  inScope: readonly FindingRow[] | undefined,
  reviewer: string,
): List {
  const every = all ?? NO_ROWS
  const known = inScope ?? NO_ROWS
  const queue = useView((view) => view.queue)
  const filter = useView((view) => view.filter)
  const groupBy = useView((view) => view.groupBy)
  const tasks = useTasks()
  const sortBy = useView((view) => view.sortBy)
  const collapsed = useView((view) => view.collapsed)
  const refreshes = useView((view) => view.listRefreshes)
  const standing = useRef<{ order: string; rows: readonly FindingRow[] }>({ order: '', rows: [] })
  const sorted = useRef<Sorted>(undefined)
  const found = useRef<Found>(undefined)

  const lastRows = useRef<Rows>(undefined)
  const rows = useMemo(() => {
    lastRows.current = createRows(every, lastRows.current)
    return lastRows.current
  }, [every])
  const holds = useMemo(() => listTest(queue, reviewer, filter), [queue, reviewer, filter])
  const scope = useView((view) => view.scope)
  const order = JSON.stringify([queue, filter, groupBy, sortBy, refreshes, scope])
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
      if (found.current?.of !== inOrder || found.current.holds !== holds) {
        const holding = holds === undefined ? inOrder : yield* filterInSlices(inOrder, holds)
        found.current = { of: inOrder, holds, rows: holding }
      }
      const holding = found.current.rows
      const groups = yield* groupRows(holding, groupBy, tasks)
      const items = yield* flattenGroups(groups, groupBy, collapsed)
      return { items, found: holding, groupBy, order, isReady: true }
    },
    [still, holds, sortBy, groupBy, tasks, collapsed, order],
  )
  const made = useSliced(begin, NOTHING)
  const outdated = useMemo(() => countOutdated(still, known, holds), [still, known, holds])
  const { found: shown, ...list } = made
  const { items } = list
  useEffect(() => useListed.setState({ items, shown, rows }), [items, shown, rows])

  return { ...list, rows, shown: shown.length, outdated }
}

/** How many rows stay only because the list stands still. */
function countOutdated(
  still: readonly FindingRow[],
  known: readonly FindingRow[],
  holds: Test | undefined,
): number {
  if (holds === undefined) return 0
  let count = 0
  for (let at = 0; at < still.length; at += 1) {
    const [row, now] = [still[at], known[at]]
    if (row !== now && row && now && holds(row) && !holds(now)) count += 1
  }
  return count
}

type Test = (row: FindingRow) => boolean

/** What the queue and the filter ask together; undefined when all rows hold. */
function listTest(queue: Queue, reviewer: string, filter: string): Test | undefined {
  const terms = parseFilter(filter)
  const inFilter = filterTest(terms)
  const inQueue = queueTest(queue, reviewer)
  if (queue === 'all') {
    return terms.length === 0 ? undefined : inFilter
  }
  return terms.length === 0 ? inQueue : (row) => inQueue(row) && inFilter(row)
}

interface Sorted {
  readonly of: readonly FindingRow[]
  readonly sortBy: string
  readonly rows: readonly FindingRow[]
}
interface Found {
  readonly of: readonly FindingRow[]
  readonly holds: Test | undefined
  readonly rows: readonly FindingRow[]
}
