// The set-up of a review: for the palette and the keyboard.
import type { ReviewHeader } from '../../../electron/api/domain.ts'
import { keyOf } from '../../bridge/queries.ts'
import type { Workbench } from '../../bridge/workbench.tsx'
import type { Command } from '../../commands/command.ts'
import { useView } from '../../state/view.ts'
import { setUpAgain } from '../open-review.ts'

export function setupCommands({ cache }: Workbench): readonly Command[] {
  const headerNow = () => {
    const { reviewId } = useView.getState()
    return reviewId === undefined
      ? undefined
      : cache.getQueryData<ReviewHeader>(keyOf('reviews.header', { reviewId }))
  }
  return [
    {
      id: 'review.setUp',
      title: 'Scope, rules and what is read',
      keys: [],
      group: 'Review',
      isEnabled: () => {
        const header = headerNow()
        return header !== undefined && !header.readOnly && header.runState !== 'running'
      },
      run: () => {
        const { reviewId } = useView.getState()
        if (reviewId !== undefined) setUpAgain(reviewId)
      },
    },
  ]
}
