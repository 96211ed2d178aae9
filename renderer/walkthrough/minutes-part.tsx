import type { Minute } from '../../electron/api/walkthrough.ts'
import { minuteOf } from '../ui/time-words.ts'
import { showHidden } from '../ui/visible-text.ts'
import { outcomeLabel } from './outcomes.ts'

/** What was decided so far, the newest first; it also stands in the implementation plan. */
export function MinutesPart({ minutes }: { readonly minutes: readonly Minute[] }) {
  return (
    <section className="section" aria-label="Minutes">
      <h3>Minutes</h3>
      {minutes.length === 0 ? (
        <p className="muted">
          Nothing was decided yet. While a step is presented, 1 to 4 decide with the speaker’s name.
        </p>
      ) : (
        <ol className="minutes">
          {minutes.toReversed().map(({ id, at, outcome, speaker, title, words }) => (
            <li key={id}>
              <strong>{outcomeLabel(outcome)}</strong> {showHidden(speaker)}: {showHidden(title)}
              {words !== '' && <p>{showHidden(words)}</p>}
              <p className="muted small">{minuteOf(at)}</p>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
