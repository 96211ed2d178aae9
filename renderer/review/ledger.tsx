import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import type { z } from 'zod'
import type { FileRecordSchema, ReviewHeader } from '../../electron/api/domain.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { runCommand } from '../commands/bound-commands.ts'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { NUMBER } from '../ui/number.ts'
import { showHidden } from '../ui/visible-text.ts'
import './ledger.css'

interface Props {
  readonly header: ReviewHeader
}

type FileRecord = z.infer<typeof FileRecordSchema>
const STATES = { analysed: 'Analysed', partial: 'In part', skipped: 'Left out' }
const ROW_HEIGHT = 28
type Shown = 'issues' | 'all'

/** Every file that was found, and why it was read in part or not at all. */
export function Ledger({ header }: Props) {
  const { data: records = [] } = useApi('analysis.ledger', { reviewId: header.id })
  const start = useCommand('analysis.start')
  const [shown, setShown] = useState<Shown>('issues')
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(
    () =>
      records
        .filter(({ state }) => shown === 'all' || state !== 'analysed')
        .toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1)),
    [records, shown],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const { files } = header
  const reason = whyNotAnalysed(header)

  return (
    <section className="ledger" data-pane="list" aria-label="Runs">
      <header className="ledger-head">
        <h2>Files of the last analysis</h2>
        <p className="muted">
          {NUMBER.format(files.found)} found: {NUMBER.format(files.analysed)} analysed,{' '}
          {NUMBER.format(files.partial)} in part, {NUMBER.format(files.skipped)} left out.{' '}
          {NUMBER.format(files.lines)} lines.
        </p>
        {header.setByRepository.length > 0 && (
          <section className="ledger-set" aria-label="Set by the repository">
            <h3>Set by the repository under review</h3>
            <Markdown text={header.setByRepository.map((line) => `- ${line}`).join('\n')} />
          </section>
        )}
        <div className="ledger-actions">
          {reason === undefined && (
            <Button
              icon="refresh"
              isDisabled={header.runState === 'running'}
              onPress={() => void start({ reviewId: header.id })}
            >
              Analyse again
            </Button>
          )}
          <Button icon="git-compare" onPress={() => runCommand('compare.open')}>
            Compare runs
          </Button>
          <Button kind="quiet" onPress={() => setShown(shown === 'all' ? 'issues' : 'all')}>
            {shown === 'all' ? 'Only those with a reason' : 'Show all files'}
          </Button>
          {reason !== undefined && <p className="muted">{reason}</p>}
        </div>
      </header>
      <div className="ledger-row ledger-titles" aria-hidden="true">
        <span>State</span>
        <span>File</span>
        <span>Reason</span>
        <span className="ledger-number">Lines</span>
      </div>
      <div ref={scroller} className="ledger-scroll">
        <ul style={{ height: virtual.getTotalSize() }} className="ledger-list" aria-label="Files">
          {virtual.getVirtualItems().map(({ index, start: top }) => {
            const record = rows[index]
            return (
              record && (
                <li key={record.path} style={{ transform: `translateY(${top}px)` }}>
                  <button
                    type="button"
                    className="ledger-row"
                    disabled={record.state === 'skipped'}
                    onClick={() =>
                      setView({ place: 'findings', target: { path: record.path, topLine: 1 } })
                    }
                  >
                    <span data-state={record.state} className="ledger-state">
                      {STATES[record.state]}
                    </span>
                    <CutPath path={record.path} />
                    <span className="ledger-reason" title={record.detail}>
                      {showHidden(record.detail ?? record.issue ?? '')}
                    </span>
                    <span className="ledger-number">{NUMBER.format(record.lines)}</span>
                  </button>
                </li>
              )
            )
          })}
        </ul>
        {rows.length === 0 && (
          <p className="pane-empty">
            {shown === 'issues' ? 'Every file that was found was analysed whole.' : 'No files yet.'}
          </p>
        )}
      </div>
    </section>
  )
}

/** Why the review cannot be analysed; undefined where it can. */
function whyNotAnalysed({ isMissing, readOnly }: ReviewHeader): string | undefined {
  if (readOnly) return 'This review can only be read, so it is not analysed again.'
  return isMissing ? 'The folder is not there: locate it to analyse it again.' : undefined
}

function rank({ state }: FileRecord): number {
  return state === 'partial' ? 0 : state === 'skipped' ? 1 : 2
}
