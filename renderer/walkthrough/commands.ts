import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { useListed } from '../state/listed.ts'
import { setView, useView } from '../state/view.ts'
import { startPresenting } from './present.ts'

/** Making a walkthrough and presenting it. */
export function walkthroughCommands(workbench: Workbench): readonly Command[] {
  const isReviewing = () => useView.getState().reviewId !== undefined
  const present = (hasSpeaker: boolean) => {
    const { reviewId, walkthroughAt } = useView.getState()
    if (reviewId !== undefined) {
      void startPresenting(workbench, reviewId, walkthroughAt, hasSpeaker)
    }
  }
  return [
    {
      id: 'walkthrough.ofBlockers',
      writes: true,
      title: 'Make a walkthrough of blockers',
      keys: [],
      group: 'Review',
      isEnabled: isReviewing,
      run: () => void makeWalkthrough(workbench, 'blockers'),
    },
    {
      id: 'walkthrough.ofShown',
      writes: true,
      title: 'Make a walkthrough of the findings that are shown',
      keys: [],
      group: 'Review',
      isEnabled: isReviewing,
      run: () => void makeWalkthrough(workbench, 'shown'),
    },
    {
      id: 'walkthrough.present',
      title: 'Present the walkthrough',
      keys: ['F5'],
      group: 'Review',
      isEnabled: isReviewing,
      run: () => present(false),
    },
    {
      id: 'walkthrough.presentWithSpeaker',
      title: 'Present the walkthrough with a window for the speaker',
      keys: ['Shift+F5'],
      group: 'Review',
      isEnabled: isReviewing,
      run: () => present(true),
    },
  ]
}

/** Replaces the walkthrough and goes to it. */
export async function makeWalkthrough({ api }: Workbench, of: 'blockers' | 'shown') {
  const { reviewId } = useView.getState()
  if (reviewId === undefined) {
    return
  }
  const ids = useListed
    .getState()
    .items.flatMap((item) => (item.kind === 'finding' ? [item.id] : []))
    .slice(0, 501)
  const isStored = await stored(() =>
    api.call('walkthrough.make', {
      reviewId,
      commandId: crypto.randomUUID(),
      of: of === 'blockers' ? { kind: 'blockers' } : { kind: 'findings', ids },
    }),
  )
  if (isStored) setView({ place: 'walkthrough', walkthroughAt: 0 })
}
