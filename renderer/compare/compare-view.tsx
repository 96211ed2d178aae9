import { type ReactNode, useEffect, useMemo } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import type { RunComparison } from '../../electron/api/compare.ts'
import { counted } from '../../electron/api/counted.ts'
import type { RunRecord } from '../../electron/api/runs.ts'
import { describeError } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { useAwaited } from '../state/awaited.ts'
import { useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { useMedia } from '../ui/use-media.ts'
import { VirtualTree } from '../ui/virtual-tree.tsx'
import { ChangeRowContent } from './change-row.tsx'
import { type ChangeItem, changeRows, toggleChanges, useChanges } from './changes.ts'
import { CHANGES_ID } from './commands.ts'
import './compare.css'
import { CompareHead } from './compare-head.tsx'
import { openChange } from './open-change.ts'
import { chosenRuns, whyNotCompared } from './runs.ts'

/** A change whose texts are shown, in the two runs. */
export interface TextsOf extends Pick<ChangeItem, 'finding' | 'file'> {
  readonly a: number
  readonly b: number
}

interface Props {
  readonly reviewId: number
  /** Draws what both runs read of the file of a change: it belongs to another feature. */
  readonly texts: (of: TextsOf) => ReactNode
}

/** Two runs of the review beside one another: what differs, and the texts that they read. */
export function CompareView({ reviewId, texts }: Props) {
  const compared = useView((view) => view.compared)
  const { data: log } = useApi('analysis.log', { reviewId })
  const chosen = log && chosenRuns(log.runs, compared)
  const { data, error } = useApi(
    'analysis.compare',
    { reviewId, a: chosen?.a.id ?? 1, b: chosen?.b.id ?? 1 },
    { enabled: chosen !== undefined },
  )
  if (log === undefined) return <section className="source compare" aria-label="Compare runs" />
  if (chosen === undefined) {
    return (
      <section className="source compare" data-pane="list" aria-label="Compare runs">
        <CompareHead runs={log.runs} chosen={undefined} />
        <p className="pane-empty">{whyNotCompared(log.runs)}</p>
      </section>
    )
  }
  const head = <CompareHead runs={log.runs} chosen={chosen} />
  return (
    <div className="source compare">
      {error ? (
        <section className="compare-changes" data-pane="list" aria-label="Compare runs">
          {head}
          <p className="pane-empty">
            {describeError(error).message} {describeError(error).nextStep}
          </p>
        </section>
      ) : (
        <Changes comparison={data} chosen={chosen} head={head} texts={texts} />
      )}
    </div>
  )
}

interface ChangesProps {
  /** Undefined while it is put together. */
  readonly comparison: RunComparison | undefined
  readonly chosen: { readonly a: RunRecord; readonly b: RunRecord }
  readonly head: ReactNode
  readonly texts: Props['texts']
}

/** Below it the texts stand under the changes, to have room for two sides. */
const NARROW = '(max-width: 1300px)'
const ROW_HEIGHT = 28
const NONE = { findings: [], files: [] }

function Changes({ comparison, chosen, head, texts }: ChangesProps) {
  const collapsed = useChanges((changes) => changes.collapsed)
  const cursor = useChanges((changes) => changes.cursor)
  const rows = useMemo(() => changeRows(comparison ?? NONE, collapsed), [comparison, collapsed])
  useEffect(() => useChanges.setState({ rows }), [rows])
  const isAwaited = useView((view) => view.awaited === 'changes')
  const isNarrow = useMedia(NARROW)
  useAwaited(isAwaited && comparison !== undefined, () =>
    document.getElementById(CHANGES_ID)?.focus(),
  )
  const row = rows.find(({ key }) => key === cursor)
  return (
    <Group orientation={isNarrow ? 'vertical' : 'horizontal'} className="compare-panels">
      <Panel id="changes" className="pane" defaultSize="40%" minSize={140}>
        <section className="compare-changes" data-pane="list" aria-label="Compare runs">
          {head}
          {comparison?.caveats.map((caveat) => (
            <p key={caveat} className="source-notice small">
              <Icon name="warning" /> {caveat}
            </p>
          ))}
          <p className="compare-same muted small" role="status">
            {comparison && sameWords(comparison)}
          </p>
          <VirtualTree
            id={CHANGES_ID}
            label="Changes between the runs"
            rows={rows}
            heightOf={() => ROW_HEIGHT}
            cursor={cursor}
            onMove={({ key }) => useChanges.setState({ cursor: key })}
            onToggle={(to) => to.kind === 'group' && toggleChanges(to.key)}
            onOpen={(to) => to.kind === 'item' && openChange(to)}
          >
            {(to) => <ChangeRowContent row={to} />}
          </VirtualTree>
        </section>
      </Panel>
      <Separator
        className={isNarrow ? 'separator separator-flat' : 'separator'}
        aria-label={isNarrow ? 'Height of the changes' : 'Width of the changes'}
      />
      <Panel id="texts" className="pane" minSize={120}>
        {row?.kind === 'item' ? (
          texts({
            a: chosen.a.id,
            b: chosen.b.id,
            ...(row.finding && { finding: row.finding }),
            ...(row.file && { file: row.file }),
          })
        ) : (
          <p className="pane-empty">
            {rows.length === 0 ? '' : 'Choose a finding or a file to see what both runs read.'}
          </p>
        )}
      </Panel>
    </Group>
  )
}

/** What did not change. */
function sameWords({ findings, files, sameFindings, sameFiles }: RunComparison): string {
  const same = `${counted(sameFindings, 'finding')} and ${counted(sameFiles, 'file')}`
  return findings.length + files.length === 0
    ? `Nothing changed: ${same} are the same in both runs.`
    : `${same} are the same in both runs.`
}
