import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Unit } from '../../electron/api/regions.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import { splitPath } from '../ui/paths.ts'
import { showHidden } from '../ui/visible-text.ts'
import './coverage.css'
import { markSpan } from './mark-regions.ts'

interface Props {
  readonly header: ReviewHeader
}

/** The symbols of the open file: what was read of them, and what makes them worth it. */
export function UnitsPanel({ header }: Props) {
  const workbench = useWorkbench()
  const path = useView((view) => view.target?.path)
  const { data } = useApi(
    'regions.ofFile',
    { reviewId: header.id, path: path ?? '.' },
    { enabled: path !== undefined, keepPrevious: true },
  )
  if (path === undefined || !data) {
    return <p className="pane-empty">Open a file to see its symbols.</p>
  }
  return (
    <>
      <header className="units-head">
        <h2>{showHidden(splitPath(path).name)}</h2>
        {data.changed.length > 0 && (
          <p className="callout">
            Changed since it was reviewed:{' '}
            {data.changed.map((symbol) => showHidden(symbol) || 'code of the module').join(', ')}
          </p>
        )}
      </header>
      <ul className="units" aria-label="Symbols">
        {data.units.map((unit) => (
          <li key={unit.symbol}>
            <UnitRow
              unit={unit}
              onOpen={() => showLine(path, unit.kind === 'module' ? 1 : unit.startLine)}
              onToggle={() => {
                const { startLine, endLine } = unit
                void markSpan(workbench, path, { startLine, endLine }, !isDone(unit))
              }}
              isReadOnly={header.readOnly}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

interface RowProps {
  readonly unit: Unit
  readonly onOpen: () => void
  readonly onToggle: () => void
  readonly isReadOnly: boolean
}

function UnitRow({ unit, onOpen, onToggle, isReadOnly }: RowProps) {
  const isModule = unit.kind === 'module'
  const name = isModule ? 'Module' : showHidden(unit.symbol.split('.').at(-1) ?? '')
  const state = isDone(unit) ? 'reviewed' : unit.reviewedLines > 0 ? 'in part' : 'not reviewed'
  return (
    <div className="unit" data-depth={Math.min(4, depthOf(unit.symbol))}>
      <button
        type="button"
        className="unit-toggle"
        aria-pressed={isDone(unit)}
        aria-label={`${isModule ? name : showHidden(unit.symbol)} ${isModule ? 'and all in it ' : ''}reviewed`}
        title={state}
        disabled={isReadOnly}
        onClick={onToggle}
      >
        <Icon
          name={
            isDone(unit) ? 'pass-filled' : unit.reviewedLines > 0 ? 'color-mode' : 'circle-large'
          }
        />
      </button>
      <button type="button" className="unit-name" onClick={onOpen}>
        <code>{name}</code>
        {unit.reasons.length > 0 && (
          <span className="muted small" data-risky={unit.isRisky}>
            {unit.reasons.join(', ')}
          </span>
        )}
      </button>
      <span className="unit-lines muted small" title={state}>
        {unit.reviewedLines}/{unit.lines}
      </span>
    </div>
  )
}

function isDone({ lines, reviewedLines }: Unit): boolean {
  return reviewedLines >= lines
}

function depthOf(symbol: string): number {
  return symbol.split('.').filter((part) => part !== '<locals>').length - 1
}

function showLine(path: string, line: number) {
  setView({
    stage: 'source',
    step: undefined,
    target: { path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 1 } },
  })
}
