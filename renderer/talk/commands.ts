import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'
import { showNextThread } from './next-thread.ts'

function isInStage(): boolean {
  return document.activeElement?.closest('[data-pane="stage"]') != null
}

/** Talking about what is selected: lines while the source has the focus, else the finding. */
export function talkCommands(workbench: Workbench): readonly Command[] {
  return [
    {
      id: 'talk.comment',
      writes: true,
      title: 'Comment on the finding or on the selected lines',
      keys: ['c'],
      group: 'Findings',
      isEnabled: () => {
        const { place, selectedId, region } = useView.getState()
        return place === 'findings' && (selectedId !== undefined || region !== undefined)
      },
      run: () => {
        const isAboutLines = isInStage() || useView.getState().selectedId === undefined
        setView({ tab: 'talk', awaited: isAboutLines ? 'line-comment' : 'comment' })
      },
    },
    {
      id: 'talk.next',
      title: 'Go to the next thread that needs a reply',
      keys: [],
      group: 'Findings',
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: () => void showNextThread(workbench),
    },
  ]
}
