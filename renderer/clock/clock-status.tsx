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
            <span className="clock-words" title={wordsOf(hint, clock, settings).why}>
              {wordsOf(hint, clock, settings).text}
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

/** Few words, and what they rest on. */
function wordsOf(
  hint: Hint,
  { sittingSeconds, linesPerHour }: ClockState,
  settings: Settings,
): { readonly text: string; readonly why: string } {
  const time = `${Math.floor(sittingSeconds / 60)} min at a stretch`
  const attention = 'Attention falls off in long reviews. The times are set in the settings.'
  switch (hint) {
    case 'first-break':
      return { text: `${time}: a break helps`, why: attention }
    case 'second-break':
      return { text: `${time}: time for a break`, why: attention }
    case 'pace':
      return {
        text: `${linesPerHour} lines an hour: read closer`,
        why: `Above ${settings.clock.linesPerHour} lines an hour defects are easily missed. The limit is set in the settings.`,
      }
  }
}
