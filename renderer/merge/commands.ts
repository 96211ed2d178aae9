import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'

/** Bringing two reviewers' work together. */
export function mergeCommands(): readonly Command[] {
  return [
    {
      id: 'review.merge',
      writes: true,
      title: 'Merge another reviewer’s database',
      keys: [],
      group: 'Review',
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: () => setView({ overlay: 'merge' }),
    },
  ]
}
