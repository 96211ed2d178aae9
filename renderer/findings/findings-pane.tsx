import type { ReviewHeader, Settings } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FindingList } from './finding-list.tsx'
import { useList } from './use-list.ts'

interface Props {
  readonly header: ReviewHeader
  readonly density: Settings['density']
}

const ROW_HEIGHTS = { compact: 28, comfortable: 34 }
const NUMBER = new Intl.NumberFormat()

/** The list pane: filter, list, and the three pictures of an empty one. */
export function FindingsPane({ header, density }: Props) {
  const { data: all } = useApi('findings.list', { reviewId: header.id })
  const { items, rows, shown, outdated, groupBy, isReady } = useList(all)
  if (!all || !isReady) {
    return <section className="list-pane" data-pane="list" aria-label="Findings" />
  }
  return (
    <section className="list-pane" data-pane="list" aria-label="Findings">
      <FilterBar rows={all} shown={shown} outdated={outdated} />
      {shown > 0 ? (
        <FindingList
          key={groupBy}
          groupBy={groupBy}
          items={items}
          rows={rows}
          rowHeight={ROW_HEIGHTS[density]}
        />
      ) : (
        <EmptyList header={header} total={all.length} />
      )}
    </section>
  )
}

function EmptyList({ header, total }: { readonly header: ReviewHeader; readonly total: number }) {
  const { data: info } = useApi('app.info', {})
  const { files } = header
  if (total > 0) {
    return (
      <div className="pane-empty" role="status">
        <p>0 of {NUMBER.format(total)} shown: the filter hides all.</p>
        <Button onPress={() => setView({ filter: '' })}>Clear filter</Button>
      </div>
    )
  }
  if (header.runState === 'running') {
    return <p className="pane-empty">No findings so far.</p>
  }
  if (header.runState === 'finished') {
    return (
      <p className="pane-empty" role="status">
        No findings in {NUMBER.format(files.analysed + files.partial)} files by{' '}
        {NUMBER.format(info?.ruleCount ?? 0)} rules. {NUMBER.format(files.partial)} files were
        analysed in part, {NUMBER.format(files.skipped)} left out.
      </p>
    )
  }
  return <p className="pane-empty">No findings yet.</p>
}
