import type { FindingDetail } from '../../electron/api/domain.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, useView } from '../state/view.ts'
import { Choice } from '../ui/choice.tsx'
import { SeverityChoice } from '../ui/severity-choice.tsx'
import { SEVERITY_NAMES } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { DISMISS_REASONS, GATES, PRIORITIES, STATUSES, VERDICTS } from './choices.ts'
import { decide } from './decide.ts'
import './decide-tab.css'
import { dismiss, focusList, giveSeverity, giveVerdict } from './judge.ts'
import { NoteField } from './note-field.tsx'
import { ReasonField } from './reason-field.tsx'
import { TagsField } from './tags-field.tsx'

interface Props {
  readonly reviewId: number
  readonly finding: FindingDetail
}

/** The judgement: a form of typed fields, each saved as it is made. */
export function DecideTab({ reviewId, finding }: Props) {
  const workbench = useWorkbench()
  const waiting = useView((view) => view.pending)
  const isReadOnly = useView((view) => view.isReadOnly)
  const lastReason = useView((view) => view.lastReason)
  const pending = waiting?.findingId === finding.id ? waiting : undefined
  const write = (change: Parameters<typeof decide>[2]) =>
    void decide(workbench, { reviewId, findingId: finding.id }, change)
  const cancel = () => {
    setView({ pending: undefined })
    focusList()
  }
  const { severity, originalSeverity } = finding
  const isOverridden = severity !== originalSeverity

  return (
    <>
      <div className="section">
        <Choice
          label="Verdict"
          value={pending?.kind === 'dismiss' ? 'dismissed' : finding.verdict}
          choices={VERDICTS}
          isDisabled={isReadOnly}
          onChange={(verdict) => giveVerdict(workbench, finding, verdict, false)}
        />
        {pending?.kind === 'dismiss' && (
          <ReasonField
            reviewId={reviewId}
            findingId={finding.id}
            label="Why is it dismissed?"
            suggestions={DISMISS_REASONS}
            initial={finding.dismissReason || lastReason}
            action="Dismiss"
            onSave={(reason) => dismiss(workbench, finding, reason)}
            onCancel={cancel}
          />
        )}
        {finding.verdict === 'dismissed' && pending?.kind !== 'dismiss' && (
          <p className="given-reason selectable">{showHidden(finding.dismissReason)}</p>
        )}
      </div>
      <div className="section">
        <SeverityChoice
          label={`Severity (analyzer: ${SEVERITY_NAMES[originalSeverity]})`}
          value={pending?.kind === 'severity' ? pending.severity : severity}
          isDisabled={isReadOnly}
          onChange={(value) => giveSeverity(workbench, finding, value)}
        />
        {pending?.kind === 'severity' && (
          <ReasonField
            reviewId={reviewId}
            findingId={finding.id}
            key={pending.severity}
            label={`Why ${SEVERITY_NAMES[pending.severity]} and not ${SEVERITY_NAMES[originalSeverity]}?`}
            suggestions={[]}
            initial={finding.severityReason}
            action="Change severity"
            onSave={(severityReason) => {
              setView({ pending: undefined })
              write({ severity: pending.severity, severityReason })
              focusList()
            }}
            onCancel={cancel}
          />
        )}
        {isOverridden && pending?.kind !== 'severity' && (
          <p className="given-reason selectable">
            {SEVERITY_NAMES[severity]}, was {SEVERITY_NAMES[originalSeverity]}:{' '}
            {showHidden(finding.severityReason)}
          </p>
        )}
      </div>
      <NoteField reviewId={reviewId} finding={finding} />
      <TagsField key={finding.id} reviewId={reviewId} finding={finding} />
      <div className="decide-grid">
        <Choice
          label="Priority"
          value={finding.priority}
          choices={PRIORITIES}
          isDisabled={isReadOnly}
          onChange={(priority) => write({ priority })}
        />
        <Choice
          label="Has to be closed before"
          value={finding.gate}
          choices={GATES}
          isDisabled={isReadOnly}
          onChange={(gate) => write({ gate })}
        />
        <div>
          <label className="field-label" htmlFor="finding-status">
            Status
          </label>
          <select
            id="finding-status"
            className="text-input"
            value={finding.status}
            disabled={finding.hasItem || isReadOnly}
            aria-describedby={finding.hasItem ? 'finding-status-held' : undefined}
            onChange={(event) => {
              const chosen = STATUSES.find(({ value }) => value === event.target.value)
              if (chosen) {
                write({ status: chosen.value })
              }
            }}
          >
            {STATUSES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          {finding.hasItem && (
            <p id="finding-status-held" className="given-reason">
              {finding.assignee === ''
                ? 'An action item says how far the work is.'
                : `The action item of ${finding.assignee} says how far the work is.`}{' '}
              <button
                type="button"
                className="link-button"
                onClick={() => setView({ place: 'plan', planView: 'items' })}
              >
                Move it in the plan
              </button>
            </p>
          )}
        </div>
      </div>
    </>
  )
}
