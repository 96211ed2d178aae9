import type { ClockState, Hint } from '../../electron/api/clock.ts'
import type { Settings } from '../../electron/api/domain.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { setView } from '../state/view.ts'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import './clock.css'
import { hoursMinutes } from './durations.ts'

interface Props {
  readonly reviewId: number
  readonly settings: Settings
}

const STATES = { running: '', idle: 'idle', paused: 'paused', off: '' } as const

/** How long this sitting lasts, and what the clock reminds of: in words, without a dialog. */
export function ClockStatus({ reviewId, settings }: Props) {
  const { data: clock } = useApi('clock.state', { reviewId })
  const dismiss = useCommand('clock.dismiss')
  if (clock === undefined || clock.state === 'off') return null
  const { hint, problem } = clock
  const state = problem === null ? STATES[clock.state] : 'not written'
  const time = hoursMinutes(clock.sittingSeconds)
  return (
    <>
      <span className="clock-hint" role="status">
        {hint !== null && (
          <>
            <Icon name="watch" />
            <span className="clock-words" title={wordsOf(hint, clock, settings)}>
              {wordsOf(hint, clock, settings)}
            </span>
            <IconButton
              icon="close"
              label="Dismiss this reminder"
              onPress={() => void dismiss({ reviewId, hint })}
            />
          </>
        )}
      </span>
      <button
        type="button"
        className="clock"
        data-state={clock.state}
        title={problem ?? 'Active time at a stretch. Opens the log of the review.'}
        onClick={() => setView({ overlay: 'conduct' })}
      >
        <Icon name={clock.state === 'paused' ? 'debug-pause' : 'clockface'} />
        <span className="hidden-visually">Session clock</span> {time} {state}
      </button>
    </>
  )
}

function wordsOf(hint: Hint, { sittingSeconds, linesPerHour }: ClockState, settings: Settings) {
  const minutes = Math.floor(sittingSeconds / 60)
  switch (hint) {
    case 'first-break':
      return `${minutes} minutes at a stretch: a short break helps.`
    case 'second-break':
      return `${minutes} minutes at a stretch: most eyes miss things by now.`
    case 'pace':
      return `${linesPerHour} lines an hour: above ${settings.clock.linesPerHour}, defects are easily missed.`
  }
}
