import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Step } from '../../electron/api/history.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import './history.css'
import { secondOf } from '../ui/time-words.ts'
import { goTo } from './walk.ts'

interface Props {
  readonly header: ReviewHeader
}

const LIMIT = 500
/** Every step of the review, the newest first; choosing one goes back or on to it. */
export function HistoryDialog({ header }: Props) {
  const workbench = useWorkbench()
  const { data } = useApi('history.read', { reviewId: header.id, limit: LIMIT })
  const steps = data?.steps ?? []
  const go = (stepId: number) => void goTo(workbench, header.id, stepId)
  return (
    <Dialog title="History of the review" onClose={() => setView({ overlay: undefined })}>
      <div className="dialog-content">
        {data && steps.length === 0 && (
          <p className="muted">Nothing was changed yet. Every decision and text will stand here.</p>
        )}
        <ol className="steps" aria-label="Steps">
          {steps.map((step) => (
            <StepRow
              key={step.id}
              step={step}
              isPresent={step.id === data?.undo?.id}
              canGo={!header.readOnly}
              onGo={() => go(step.id)}
            />
          ))}
          {steps.length > 0 && steps.length < LIMIT && (
            <li className="step" aria-current={data?.undo === null ? 'step' : undefined}>
              <span className="step-title">Start of the review</span>
              {data?.undo && !header.readOnly && (
                <Button kind="quiet" onPress={() => go(0)}>
                  Undo all
                </Button>
              )}
            </li>
          )}
        </ol>
      </div>
    </Dialog>
  )
}

interface RowProps {
  readonly step: Step
  readonly isPresent: boolean
  readonly canGo: boolean
  readonly onGo: () => void
}

function StepRow({ step, isPresent, canGo, onGo }: RowProps) {
  return (
    <li
      className="step"
      data-undone={step.isUndone || undefined}
      aria-current={isPresent ? 'step' : undefined}
    >
      {step.checkpoints.map((name) => (
        <span key={name} className="step-checkpoint">
          <Icon name="bookmark" /> {name}
        </span>
      ))}
      <span className="step-title">
        {step.title.charAt(0).toUpperCase() + step.title.slice(1)}
        {step.isUndone && <span className="muted"> (undone)</span>}
      </span>
      <span className="muted small">
        {step.actor}, {secondOf(step.at)}
      </span>
      {canGo && !isPresent && (
        <Button kind="quiet" onPress={onGo}>
          {step.isUndone ? 'Redo to here' : 'Undo to here'}
        </Button>
      )}
    </li>
  )
}
