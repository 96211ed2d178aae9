import { memo, useCallback, useMemo, useRef } from 'react'
import type { FindingRow, Settings } from '../../electron/api/domain.ts'
import { pathsWords } from '../bridge/path-scope.ts'
import { useApi } from '../bridge/queries.ts'
import { type ChangedScope, chooseScope, type ScopeState, useScope } from '../bridge/scope.ts'
import { type Queue, setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { NUMBER } from '../ui/number.ts'
import { showHidden } from '../ui/visible-text.ts'
import { BulkBar } from './bulk-bar.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FindingList } from './finding-list.tsx'
import { QueueTabs } from './queue-tabs.tsx'
import {
  type Counted,
  type Counts,
  countRows,
  NO_COUNTS,
  nextQueue,
  QUEUE_NAMES,
} from './queues.ts'
import { ScopeLine } from './scope-line.tsx'
import { useList } from './use-list.ts'
import { useSliced } from './use-sliced.ts'

interface Props {
  readonly reviewId: number
  readonly reviewer: string
  readonly readOnly: boolean
  readonly density: Settings['density']
}

const ROW_HEIGHTS = { compact: 28, comfortable: 34 }

/** The list pane: filter, list, and the three pictures of an empty one. */
export const FindingsPane = memo(function FindingsPane({
  reviewId,
  reviewer,
  readOnly,
  density,
}: Props) {
  const { data: all } = useApi('findings.list', { reviewId })
  const scope = useScope(reviewId)
  const ids = scope?.ids
  const scoped = useMemo(() => (ids ? all?.filter(({ id }) => ids.has(id)) : all), [all, ids])
  const { items, rows, shown, outdated, groupBy, order, isReady } = useList(all, scoped, reviewer)
  const counts = useCounts(scoped, reviewer)
  const bulk = useView((view) => view.bulk)
  if (!all || !scoped || !isReady) {
    return <section className="list-pane" data-pane="list" aria-label="Findings" />
  }
  return (
    <section className="list-pane" data-pane="list" aria-label="Findings">
      <QueueTabs counts={counts.queues} />
      {scope && <ScopeLine scope={scope} shown={scoped.length} total={all.length} />}
      <FilterBar
        total={scoped.length}
        counts={counts.severities}
        shown={shown}
        outdated={outdated}
      />
      {shown > 0 ? (
        <FindingList
          items={items}
          groupBy={groupBy}
          order={order}
          rows={rows}
          rowHeight={ROW_HEIGHTS[density]}
        />
      ) : (
        <EmptyList
          reviewId={reviewId}
          total={scoped.length}
          all={all.length}
          scope={scope}
          counts={counts.queues}
        />
      )}
      {!readOnly && <BulkBar />}
      {bulk && <BulkDialog reviewId={reviewId} change={bulk} />}
    </section>
  )
})

const NOTHING: Counted = { rows: [], reviewer: '', counts: NO_COUNTS }

function useCounts(all: readonly FindingRow[] | undefined, reviewer: string): Counts {
  const last = useRef(NOTHING)
  const begin = useCallback(
    () => countRows(all ?? NOTHING.rows, reviewer, last.current),
    [all, reviewer],
  )
  const counted = useSliced(begin, NOTHING)
  last.current = counted
  return counted.counts
}

interface EmptyProps {
  readonly reviewId: number
  /** Findings in the scope, and in the whole repository. */
  readonly total: number
  readonly all: number
  readonly scope: ScopeState | undefined
  readonly counts: Counts['queues']
}

function EmptyList({ reviewId, total, all, scope, counts }: EmptyProps) {
  const { data: header } = useApi('reviews.header', { reviewId })
  const queue = useView((view) => view.queue)
  const filter = useView((view) => view.filter)
  if (total > 0 && queue !== 'all' && filter === '') {
    return <EmptyQueue queue={queue} counts={counts} />
  }
  if (total > 0) {
    return (
      <div className="pane-empty" role="status">
        <p>0 of {NUMBER.format(total)} shown: the filter hides all.</p>
        <Button onPress={() => setView({ filter: '' })}>Clear filter</Button>
      </div>
    )
  }
  if (scope && all > 0) {
    return <EmptyScope scope={scope} all={all} />
  }
  if (header === undefined) {
    return null
  }
  const { files } = header
  if (header.runState === 'running') {
    return <p className="pane-empty">No findings so far.</p>
  }
  if (header.runState === 'finished') {
    return (
      <div className="pane-empty" role="status">
        <p>
          No findings in {counted(files.analysed + files.partial)} by{' '}
          {NUMBER.format(header.ruleCount)} rules. {counted(files.partial)}{' '}
          {files.partial === 1 ? 'was' : 'were'} analysed in part, {NUMBER.format(files.skipped)}{' '}
          left out.
        </p>
        <Button onPress={() => setView({ place: 'coverage' })}>Read it yourself: Coverage</Button>
      </div>
    )
  }
  return <p className="pane-empty">No findings yet.</p>
}

function counted(files: number): string {
  return `${NUMBER.format(files)} ${files === 1 ? 'file' : 'files'}`
}

interface ScopeProps {
  readonly scope: ScopeState
  readonly all: number
}

/** Nothing lies in what changed: never the picture of a review without findings. */
function EmptyScope({ scope, all }: ScopeProps) {
  return (
    <div className="pane-empty" role="status">
      {scope.kind === 'paths' ? (
        <p>
          0 of {NUMBER.format(all)} in {showHidden(pathsWords(scope.paths))}.
        </p>
      ) : (
        <NothingChanged scope={scope} all={all} />
      )}
      <Button onPress={() => chooseScope(undefined)}>Show whole repository</Button>
    </div>
  )
}

interface ChangedProps {
  readonly scope: ChangedScope
  readonly all: number
}

function NothingChanged({ scope: { base, unit, changes }, all }: ChangedProps) {
  const inFiles = unit === 'lines' ? (changes?.inFiles.length ?? 0) : 0
  return (
    <>
      <p>
        0 of {NUMBER.format(all)} in the changed {unit}.
      </p>
      {inFiles > 0 && (
        <Button onPress={() => chooseScope({ base, unit: 'files' })}>
          {`${NUMBER.format(inFiles)} in the changed files`}
        </Button>
      )}
    </>
  )
}

interface QueueProps {
  readonly queue: Queue
  readonly counts: Counts['queues']
}

/** A queue that is done says what is next. */
function EmptyQueue({ queue, counts }: QueueProps) {
  const next = nextQueue(counts, queue) ?? 'all'
  return (
    <div className="pane-empty" role="status">
      <p>
        {QUEUE_NAMES[queue]}: {DONE[queue]}
      </p>
      <Button onPress={() => setView({ queue: next, listScrollTop: 0 })}>
        {next === 'all'
          ? 'Show all findings'
          : `${NUMBER.format(counts[next])} in ${QUEUE_NAMES[next]}`}
      </Button>
    </div>
  )
}

const DONE: Readonly<Record<Queue, string>> = {
  all: 'none.',
  undecided: 'done, every finding is judged.',
  blockers: 'none, nothing holds up the merge.',
  reply: 'none, no thread waits for you.',
  mine: 'none, you have judged nothing yet and no action item is yours.',
  drifted: 'none, every finding stands where its code is.',
  gone: 'none, everything that was found is still reported.',
}
