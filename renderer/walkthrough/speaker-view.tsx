import { useEffect, useRef, useState } from 'react'
import { useApi } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { DecisionBar } from './decision-bar.tsx'
import './presenter.css'
import { clockOf } from '../ui/time-words.ts'
import { usePresentation } from './use-presentation.ts'

interface Props {
  readonly reviewId: number
}

/** The speaker's own window: notes, what comes next, the clock, and the same keys. */
export function SpeakerView({ reviewId }: Props) {
  const { data: shown } = useApi('walkthrough.shown', { reviewId })
  const { data: header } = useApi('reviews.header', { reviewId })
  const at = shown?.at ?? 0
  const { steps, step, minutes, pending, setPending, decide, go, stop, onKeyDown } =
    usePresentation(reviewId, at)
  const root = useRef<HTMLElement>(null)
  useEffect(() => {
    if (pending === undefined) {
      root.current?.focus()
    }
  }, [pending])
  const next = steps[at + 1]
  return (
    <main
      ref={root}
      className="speaker"
      aria-label="Speaker"
      tabIndex={-1}
      onKeyDownCapture={(event) => pending === undefined && onKeyDown(event)}
    >
      {step !== undefined && (
        <>
          <header className="speaker-head">
            <span className="presenter-count" role="status">
              {at + 1} of {steps.length}
            </span>
            <Clock key={step.id} />
          </header>
          <h1>{showHidden(step.title)}</h1>
          <section className="speaker-notes" aria-label="Notes">
            {step.note === '' ? (
              <p className="muted">No notes for this step.</p>
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too
              <p className="speaker-note" tabIndex={0}>
                {showHidden(step.note)}
              </p>
            )}
          </section>
          <p className="muted">
            {next === undefined ? 'This is the last step.' : `Next: ${showHidden(next.title)}`}
          </p>
          <DecisionBar
            key={step.id}
            minutes={minutes}
            pending={pending}
            reviewer={header?.reviewer ?? ''}
            reviewers={header?.reviewers ?? []}
            onPending={setPending}
            onDecide={decide}
          />
          <div className="speaker-ways">
            <Button icon="arrow-left" isDisabled={at === 0} onPress={() => go(at - 1)}>
              Back
            </Button>
            <Button icon="arrow-right" isDisabled={next === undefined} onPress={() => go(at + 1)}>
              Next
            </Button>
            <Button kind="quiet" onPress={stop}>
              End the presentation
            </Button>
          </div>
        </>
      )}
    </main>
  )
}

/** The time of day and how long this step has been shown. */
function Clock() {
  const [start] = useState(() => Date.now())
  const [now, setNow] = useState(start)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  const seconds = Math.floor((now - start) / 1_000)
  const rest = String(seconds % 60).padStart(2, '0')
  return (
    <span className="speaker-clock" role="timer" aria-label="Time">
      {clockOf(now)} · {Math.floor(seconds / 60)}:{rest} on this step
    </span>
  )
}
