// Runs as they are called in the window.
import type { RunRecord } from '../../electron/api/runs.ts'

const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
const SHORTLY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

export const RUN_STATES: Readonly<Record<RunRecord['state'], string>> = {
  none: 'Not begun',
  running: 'Running',
  finished: 'Finished',
  cancelled: 'Stopped',
  failed: 'Failed',
}

/** When a run began: `3 Feb 2026, 04:05:06`. */
export function runTime({ startedAt }: RunRecord): string {
  return WHEN.format(new Date(startedAt))
}

/** As above where there is little room: `3 Feb, 04:05:06`. */
export function shortRunTime({ startedAt }: RunRecord): string {
  return SHORTLY.format(new Date(startedAt))
}
