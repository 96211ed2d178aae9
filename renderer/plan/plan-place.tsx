// The Plan place: who does what in which order.
import { useMemo } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { PlanChange } from '../../electron/api/plan.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { type PlanView, setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { changePlan } from './change-plan.ts'
import { ItemBoard } from './item-board.tsx'
import { PeopleBoard } from './people-board.tsx'
import './plan.css'
import { SchedulePanel } from './schedule-panel.tsx'
import { StreamBoard } from './stream-board.tsx'

interface Props {
  readonly header: ReviewHeader
}

const VIEWS: readonly { readonly id: PlanView; readonly name: string }[] = [
  { id: 'streams', name: 'Work streams' },
  { id: 'items', name: 'Action items' },
  { id: 'people', name: 'People' },
]

export function PlanPlace({ header }: Props) {
  const reviewId = header.id
  const workbench = useWorkbench()
  const { data: plan } = useApi('plan.read', { reviewId }, { keepPrevious: true })
  const { data: list } = useApi('findings.list', { reviewId })
  const view = useView((shown) => shown.planView)
  const rows = useMemo(() => new Map((list ?? []).map((row) => [row.id, row])), [list])
  if (plan === undefined) return null
  const change = (one: PlanChange | undefined) => {
    if (one === undefined) return
    const focused = focusedFinding()
    void changePlan(workbench, reviewId, one).then(() => refocus(focused))
  }
  return (
    <div className="plan-place">
      <section className="plan-main" data-pane="list" aria-label="Plan">
        <header className="plan-head">
          <h2 className="hidden-visually">Plan</h2>
          <div className="plan-tabs">
            {VIEWS.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                className="plan-tab"
                aria-pressed={view === id}
                onClick={() => setView({ planView: id })}
              >
                {name}
              </button>
            ))}
          </div>
          {view !== 'streams' ? null : plan.isDerived ? (
            <>
              <p className="muted">
                Derived from the folders of the open findings. Take it over to change it.
              </p>
              <Button
                kind="primary"
                isDisabled={header.readOnly || plan.streams.length === 0}
                onPress={() => change({ kind: 'adopt' })}
              >
                Plan by hand
              </Button>
            </>
          ) : (
            <p className={plan.gaps.length > 0 ? 'plan-gaps' : 'muted'}>
              {plan.gaps.length > 0
                ? `${plan.gaps.length} gaps: ${plan.gaps.slice(0, 3).join(' ')}`
                : 'Every open finding is in exactly one task. Drag, or press Alt with Up or Down.'}
            </p>
          )}
        </header>
        {view === 'streams' && (
          <StreamBoard
            plan={plan}
            rows={rows}
            isEditable={!plan.isDerived && !header.readOnly}
            change={change}
          />
        )}
        {view === 'items' && <ItemBoard header={header} rows={rows} />}
        {view === 'people' && <PeopleBoard header={header} />}
      </section>
      <aside className="inspector plan-panel" data-pane="inspector" aria-label="Schedule">
        <section
          className="tab-panel"
          aria-label="What follows from the plan"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too
          tabIndex={0}
        >
          <SchedulePanel plan={plan} />
        </section>
      </aside>
    </div>
  )
}

function focusedFinding(): string | undefined {
  const element = document.activeElement
  return element instanceof HTMLElement ? element.dataset.finding : undefined
}

/** A finding that was moved by keyboard keeps the focus where it now stands. */
function refocus(finding: string | undefined) {
  if (finding === undefined) return
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-finding="${CSS.escape(finding)}"]`)?.focus(),
  )
}
