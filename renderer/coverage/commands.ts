// Marking as reviewed with the keyboard.
import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { useView } from '../state/view.ts'
import { goToUnread, markFile, moveEdge, toggleHere } from './mark-regions.ts'

function isReading(): boolean {
  const { reviewId, place, target, stage } = useView.getState()
  const hasSource = place === 'findings' || place === 'coverage' || place === 'search'
  return reviewId !== undefined && hasSource && target !== undefined && stage === 'source'
}

export function coverageCommands(workbench: Workbench): readonly Command[] {
  // One after the other: the next one is about where the last one went.
  let last: Promise<unknown> = Promise.resolve()
  const aCommand = (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => Promise<unknown>,
  ) =>
    ({
      id: `reviewed.${id}`,
      title,
      keys,
      group: 'Source',
      writes: true,
      isEnabled: isReading,
      run: () => {
        last = last.then(run)
      },
    }) satisfies Command
  return [
    aCommand('toggle', 'Symbol or selection reviewed, or not', ['x'], () => toggleHere(workbench)),
    aCommand('file', 'File reviewed, and on to the next unread symbol', ['M'], () =>
      markFile(workbench),
    ),
    {
      ...aCommand('next', 'Next symbol that is not reviewed', ['u'], () => goToUnread(workbench)),
      writes: false,
      isEnabled: () => {
        const { reviewId, place } = useView.getState()
        return reviewId !== undefined && (place === 'findings' || place === 'coverage')
      },
    },
    aCommand('extend', 'Reviewed region: one line more', ['+', '='], () =>
      moveEdge(workbench, 'bottom', true),
    ),
    aCommand('shrink', 'Reviewed region: one line less', ['-'], () =>
      moveEdge(workbench, 'bottom', false),
    ),
    aCommand('extendTop', 'Reviewed region: one line more at its top', ['*'], () =>
      moveEdge(workbench, 'top', true),
    ),
    aCommand('shrinkTop', 'Reviewed region: one line less at its top', ['_'], () =>
      moveEdge(workbench, 'top', false),
    ),
  ]
}
