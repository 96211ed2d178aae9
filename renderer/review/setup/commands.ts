// The set-up of a review: for the palette and the keyboard.
import { headerNow } from '../../bridge/header.ts'
import type { Workbench } from '../../bridge/workbench.tsx'
import type { Command } from '../../commands/command.ts'
import { useView } from '../../state/view.ts'
import { setUpAgain } from '../open-review.ts'

export function setupCommands(workbench: Workbench): readonly Command[] {
  return [
    {
      id: 'review.setUp',
      writes: true,
      title: 'Scope, rules and what is read',
      keys: [],
      group: 'Review',
      isEnabled: () => {
        const header = headerNow(workbench)
        return header !== undefined && header.runState !== 'running'
      },
      run: () => {
        const { reviewId } = useView.getState()
        if (reviewId !== undefined) setUpAgain(reviewId)
      },
    },
  ]
}
