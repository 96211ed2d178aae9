// What the clock reminds of: breaks, and reading closer. A reminder blocks nothing.
import type { Hint } from '../../api/clock.ts'
import type { ClockSettings } from '../../api/clock-settings.ts'

export interface Pace {
  /** Active time at a stretch, in milliseconds. */
  readonly activeMs: number
  /** Lines marked as read in that time. */
  readonly linesRead: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Before this, one marked file would say more than the pace. Milliseconds. */
const LONG_ENOUGH = 10 * MINUTE

/** Lines an hour, undefined while the time is too short to tell. */
export function linesPerHour({ activeMs, linesRead }: Pace): number | undefined {
  return activeMs < LONG_ENOUGH ? undefined : Math.round((linesRead * HOUR) / activeMs)
}

/** The reminder that is due and was not dismissed; a break comes before the pace. */
export function dueHint(
  pace: Pace,
  settings: ClockSettings,
  dismissed: ReadonlySet<Hint>,
): Hint | undefined {
  const isAfter = (minutes: number) => minutes > 0 && pace.activeMs >= minutes * MINUTE
  const limit = settings.linesPerHour
  const due: Hint[] = []
  // Whoever works on past the second break was told of the first.
  if (isAfter(settings.secondBreak)) due.push('second-break')
  else if (isAfter(settings.firstBreak)) due.push('first-break')
  if (limit > 0 && (linesPerHour(pace) ?? 0) > limit) due.push('pace')
  return due.find((hint) => !dismissed.has(hint))
}
