import { type ReactNode, useEffect, useRef } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { WalkthroughStep } from '../../electron/api/walkthrough.ts'
import { IconButton } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { DecisionBar } from './decision-bar.tsx'
import './presenter.css'
import { usePresentation } from './use-presentation.ts'

interface Props {
  readonly header: ReviewHeader
  /** The step that is shown, from 0. */
  readonly at: number
  readonly stage: (step: WalkthroughStep) => ReactNode
}

/** The window that everybody sees: one step in large type. The speaker's notes are never in it. */
export function Presenter({ header, at, stage }: Props) {
  const { steps, step, minutes, pending, setPending, decide, stop, onKeyDown } = usePresentation(
    header.id,
    at,
  )
  const root = useRef<HTMLDivElement>(null)
  // The keys work from the start, and again after each decision.
  useEffect(() => {
    if (pending === undefined) {
      root.current?.focus()
    }
  }, [pending])
  return (
    <div
      ref={root}
      className="presenter"
      role="dialog"
      aria-label="Presentation"
      tabIndex={-1}
      onKeyDownCapture={(event) => pending === undefined && onKeyDown(event)}
    >
      {step !== undefined && (
        <>
          <header className="presenter-head">
            <span className="presenter-count" role="status">
              {Math.min(at, steps.length - 1) + 1} of {steps.length}
            </span>
            {step.severity !== null && <SeverityMark severity={step.severity} />}
            <h1>{showHidden(step.title)}</h1>
            <span className="presenter-place muted">
              <CutPath path={step.path} line={step.startLine} />
            </span>
            <IconButton icon="close" label="End the presentation" keys="Esc" onPress={stop} />
          </header>
          {stage(step)}
          {step.text !== '' && (
            <div className="presenter-text">
              <Markdown text={step.text} />
            </div>
          )}
          <DecisionBar
            key={step.id}
            minutes={minutes}
            pending={pending}
            reviewer={header.reviewer}
            reviewers={header.reviewers}
            onPending={setPending}
            onDecide={decide}
          />
        </>
      )}
    </div>
  )
}
