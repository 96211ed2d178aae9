import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'
import { draftStrength, spotOf } from './draft.ts'

/** Noting what is done well: at the selected lines while they are in sight, else without a place. */
export function strengthCommands(): readonly Command[] {
  return [
    {
      id: 'strength.new',
      writes: true,
      title: 'Note something done well, at the selected lines or without a place',
      keys: ['w'],
      group: 'Findings',
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: () => {
        const { place, stage, region, target } = useView.getState()
        const isInSight =
          place === 'findings' && stage === 'source' && region?.path === target?.path
        draftStrength(isInSight && region ? spotOf(region) : undefined)
        setView({ overlay: 'strength' })
      },
    },
  ]
}
