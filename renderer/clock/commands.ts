// The session clock from the keyboard.
import type { ClockState } from '../../electron/api/clock.ts'
import { ask, keyOf } from '../bridge/queries.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'

/** Stops the clock, or lets it go on. */
export async function pauseOrResume(workbench: Workbench, reviewId: number): Promise<void> {
  const key = keyOf('clock.state', { reviewId })
  const isPaused = workbench.cache.getQueryData<ClockState>(key)?.state === 'paused'
  const clock = await ask(workbench, 'clock.pause', { reviewId, isPaused: !isPaused })
  if (clock !== undefined) workbench.cache.setQueryData(key, clock)
}

export function clockCommands(workbench: Workbench): readonly Command[] {
  const isReviewing = () => useView.getState().reviewId !== undefined
  return [
    {
      id: 'clock.pause',
      writes: true,
      title: 'Pause or resume the session clock',
      keys: [],
      group: 'Review',
      isEnabled: isReviewing,
      run: () => {
        const { reviewId } = useView.getState()
        if (reviewId !== undefined) void pauseOrResume(workbench, reviewId)
      },
    },
    {
      id: 'clock.log',
      title: 'Review conduct: time by day, file and finding',
      keys: [],
      group: 'Review',
      isEnabled: isReviewing,
      run: () => setView({ overlay: 'conduct' }),
    },
  ]
}
