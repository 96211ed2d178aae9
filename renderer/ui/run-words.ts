// Runs as they are called in the window.
import type { RunRecord } from '../../electron/api/runs.ts'

export const RUN_STATES: Readonly<Record<RunRecord['state'], string>> = {
  none: 'Not begun',
  running: 'Running',
  finished: 'Finished',
  cancelled: 'Stopped',
  failed: 'Failed',
}
