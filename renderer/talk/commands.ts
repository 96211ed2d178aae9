import type { Command } from '../commands/command.ts'
import { setView, useView } from '../state/view.ts'

function isInStage(): boolean {
  return document.activeElement?.closest('[data-pane="stage"]') != null
}

/** Talking about what is selected: lines while the source has the focus, else the finding. */
export function talkCommands(): readonly Command[] {
  return [
    {
      id: 'talk.comment',
      title: 'Comment on the finding or on the selected lines',
      keys: ['c'],
      group: 'Findings',
      isEnabled: () => {
        const { place, selectedId } = useView.getState()
        return place === 'findings' && selectedId !== undefined
      },
      run: () => setView({ tab: 'talk', awaited: isInStage() ? 'line-comment' : 'comment' }),
    },
  ]
}
