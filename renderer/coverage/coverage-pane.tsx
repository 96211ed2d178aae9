import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Coverage, FileCoverage } from '../../electron/api/regions.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { useKeyOf } from '../commands/bound-commands.ts'
import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import './coverage.css'
import { goToUnread } from './mark-regions.ts'
import { percent } from './shares.ts'

interface Props {
  readonly header: ReviewHeader
}

const ROW_HEIGHT = 40
const NO_FILES: readonly FileCoverage[] = []
type Order = 'risk' | 'path'

/** What was read of each file, the one with the most risk left first. */
export function CoveragePane({ header }: Props) {
  const isReady = header.runState !== 'running'
  const { data } = useApi('regions.coverage', { reviewId: header.id }, { enabled: isReady })
  const [order, setOrder] = useState<Order>('risk')
  const open = useView((view) => view.target?.path)
  const scroller = useRef<HTMLDivElement>(null)
  const files = data?.files ?? NO_FILES
  const rows = useMemo(
    () => (order === 'path' ? files : files.toSorted((a, b) => left(b) - left(a))),
    [files, order],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  return (
    <section className="list-pane" data-pane="list" aria-label="Coverage">
      {data && data.files.length > 0 && (
        <Summary total={data.total} order={order} onOrder={setOrder} />
      )}
      <div ref={scroller} className="coverage-scroll">
        <ul style={{ height: virtual.getTotalSize() }} className="coverage-list" aria-label="Files">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const file = rows[index]
            return (
              file && (
                <li key={file.path} style={{ transform: `translateY(${start}px)` }}>
                  <FileRow file={file} isOpen={file.path === open} />
                </li>
              )
            )
          })}
        </ul>
        {rows.length === 0 && (
          <p className="pane-empty">
            {isReady ? 'No file was analysed yet.' : 'The files come when the analysis is done.'}
          </p>
        )}
      </div>
    </section>
  )
}

interface SummaryProps {
  readonly total: Coverage['total']
  readonly order: Order
  readonly onOrder: (order: Order) => void
}

function Summary({ total, order, onOrder }: SummaryProps) {
  const workbench = useWorkbench()
  const nextKey = useKeyOf('reviewed.next')
  const parts = [
    [
      'Risk read',
      percent(total.reviewedRisk, total.risk),
      'of what complexity, findings and entry points weigh',
    ],
    [
      'Lines',
      percent(total.reviewedLines, total.lines),
      `${NUMBER.format(total.reviewedLines)} of ${NUMBER.format(total.lines)}`,
    ],
    [
      'Symbols',
      percent(total.reviewedSymbols, total.symbols),
      `${NUMBER.format(total.reviewedSymbols)} of ${NUMBER.format(total.symbols)}`,
    ],
    [
      'Risky symbols',
      percent(total.reviewedRiskySymbols, total.riskySymbols),
      `${NUMBER.format(total.reviewedRiskySymbols)} of ${NUMBER.format(total.riskySymbols)}`,
    ],
  ] as const
  return (
    <header className="coverage-head">
      <dl className="coverage-total">
        {parts.map(([name, share, detail]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="coverage-share">{share}</dd>
            <dd className="muted small">{detail}</dd>
          </div>
        ))}
      </dl>
      <div className="coverage-actions">
        <Button kind="primary" onPress={() => void goToUnread(workbench)}>
          Next unread{nextKey && <kbd>{nextKey}</kbd>}
        </Button>
        <Button kind="quiet" onPress={() => onOrder(order === 'risk' ? 'path' : 'risk')}>
          {order === 'risk' ? 'Order by path' : 'Order by risk that is left'}
        </Button>
      </div>
    </header>
  )
}

function FileRow({ file, isOpen }: { readonly file: FileCoverage; readonly isOpen: boolean }) {
  const share = percent(file.reviewedRisk, file.risk)
  const isDone = file.reviewedLines >= file.lines
  const detail = `${file.reviewedSymbols} of ${file.symbols} symbols`
  return (
    <button
      type="button"
      className="coverage-row"
      aria-current={isOpen ? 'true' : undefined}
      onClick={() =>
        setView({ stage: 'source', step: undefined, target: { path: file.path, topLine: 1 } })
      }
    >
      <Icon
        name={isDone ? 'pass-filled' : file.reviewedLines > 0 ? 'color-mode' : 'circle-large'}
      />
      <CutPath path={file.path} />
      <span className="coverage-percent">{share}</span>
      <span className="coverage-bar" aria-hidden="true">
        <span
          style={{ width: `${file.risk > 0 ? (file.reviewedRisk / file.risk) * 100 : 100}%` }}
        />
      </span>
      <span className="coverage-detail muted small">
        {detail}
        {file.riskySymbols > 0 && `, ${file.reviewedRiskySymbols} of ${file.riskySymbols} risky`}
        {file.changed > 0 && (
          <span className="coverage-changed"> {file.changed} changed since</span>
        )}
      </span>
    </button>
  )
}

function left({ risk, reviewedRisk }: FileCoverage): number {
  return risk - reviewedRisk
}
