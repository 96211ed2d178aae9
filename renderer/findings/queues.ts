// Queues: the parts of the work that a reviewer goes through from top to bottom.
import type { Severity } from '../../analyzer/model.ts'
import type { FindingRow } from '../../electron/api/domain.ts'
import { needsReply } from '../../electron/api/open-questions.ts'
import { changedPlaces } from '../state/rows.ts'
import { QUEUES, type Queue } from '../state/view.ts'
import { isOpen } from './filter.ts'
import type { Sliced } from './slices.ts'

export const QUEUE_NAMES: Readonly<Record<Queue, string>> = {
  all: 'All',
  undecided: 'Undecided',
  blockers: 'Blockers',
  reply: 'Needs reply',
  mine: 'Mine',
  drifted: 'Drifted',
  gone: 'Gone',
}

/** What each queue is about, for its tab. */
export const QUEUE_HINTS: Readonly<Record<Queue, string>> = {
  all: 'Every finding of the review',
  undecided: 'Nobody has judged these yet',
  blockers: 'Open, and critical or to be closed before merge',
  reply: 'An open thread asks something, or somebody else spoke last',
  mine: 'Judged by you, or given to you as an action item',
  drifted: 'The code moved, changed or went away, and nobody has said where they stand',
  gone: 'No longer reported by the last analysis',
}

type Test = (row: FindingRow) => boolean

/** Tells whether a row belongs to a queue; `reviewer` is whose window this is. */
export function queueTest(queue: Queue, reviewer: string): Test {
  switch (queue) {
    case 'all':
      return () => true
    case 'undecided':
      return (row) => row.verdict === 'undecided' && !row.isGone
    case 'blockers':
      return (row) =>
        (row.gate === 'merge' || row.severity === 'critical') && isOpen(row) && !row.isGone
    case 'reply':
      return (row) => needsReply(row.openThreads, reviewer)
    case 'mine':
      return (row) => row.decidedBy === reviewer || row.assignee === reviewer
    case 'drifted':
      return (row) => row.anchor !== undefined && !row.isGone
    case 'gone':
      return (row) => row.isGone
  }
}

export interface Counts {
  readonly severities: Readonly<Record<Severity, number>>
  readonly queues: Readonly<Record<Queue, number>>
}

/** How many rows are counted between two places to stop at. */
const PORTION = 2_048

export const NO_COUNTS: Counts = {
  severities: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  queues: { all: 0, undecided: 0, blockers: 0, reply: 0, mine: 0, drifted: 0, gone: 0 },
}

type Sums = { readonly [Part in keyof Counts]: Record<keyof Counts[Part], number> }

/** A way to count rows in (`by` 1) or out (-1). */
function counter(sums: Sums, reviewer: string): (row: FindingRow | undefined, by: 1 | -1) => void {
  const tests = QUEUES.map((queue) => ({ queue, holds: queueTest(queue, reviewer) }))
  return (row, by) => {
    if (row === undefined) return
    sums.severities[row.severity] += by
    for (const { queue, holds } of tests) if (holds(row)) sums.queues[queue] += by
  }
}

/** What was counted before, and of which rows. */
export interface Counted {
  readonly rows: readonly FindingRow[]
  readonly reviewer: string
  readonly counts: Counts
}

/**
 * How many rows each severity and each queue has. After a change of some rows, only those are
 * counted again.
 */
export function* countRows(
  rows: readonly FindingRow[],
  reviewer: string,
  before?: Counted,
): Sliced<Counted> {
  const changed = before?.reviewer === reviewer ? changedPlaces(before.rows, rows) : undefined
  const from = changed === undefined ? NO_COUNTS : (before?.counts ?? NO_COUNTS)
  const counts = { severities: { ...from.severities }, queues: { ...from.queues } }
  const count = counter(counts, reviewer)
  for (const at of changed ?? []) {
    count(before?.rows[at], -1)
    count(rows[at], 1)
  }
  if (changed === undefined) {
    for (let at = 0; at < rows.length; at += 1) {
      count(rows[at], 1)
      if (at % PORTION === PORTION - 1) yield
    }
  }
  return { rows, reviewer, counts }
}

const WORK: readonly Queue[] = ['blockers', 'undecided', 'reply', 'drifted', 'gone']

/** The queue to go on with: the first other one with work in it. */
export function nextQueue(queues: Counts['queues'], done: Queue): Queue | undefined {
  return WORK.find((queue) => queue !== done && queues[queue] > 0)
}
