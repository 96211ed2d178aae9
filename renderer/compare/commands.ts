// The comparison of two runs from the keyboard and the palette.
import type { Command } from '../commands/command.ts'
import { focusPaneNamed } from '../commands/panes.ts'
import { setView, useView } from '../state/view.ts'
import { moveCursor } from './changes.ts'

export const CHANGES_ID = 'run-changes'

function isComparing(): boolean {
  const { reviewId, stage, place } = useView.getState()
  return reviewId !== undefined && stage === 'compare' && place === 'runs'
}

function changes(): HTMLElement | null {
  return document.getElementById(CHANGES_ID)
}

/** Compares the last two runs, or those that were compared before. */
function openComparison() {
  const { place, compared } = useView.getState()
  const from = isComparing() ? compared.from : place
  setView({
    place: 'runs',
    stage: 'compare',
    awaited: 'changes',
    compared: { ...compared, from },
  })
}

/** One step back: from the texts to the changes, to where the comparison began. */
function goBack() {
  const list = changes()
  if (list !== null && document.activeElement !== list) {
    list.focus()
    return
  }
  leaveComparison()
}

export function leaveComparison() {
  const { from } = useView.getState().compared
  setView({ stage: 'source', place: from })
  // The list of that place comes with the next frame.
  requestAnimationFrame(() => focusPaneNamed('list'))
}

export function compareCommands(): readonly Command[] {
  const move = (id: string, title: string, key: string, step: 1 | -1): Command => ({
    id,
    title,
    keys: [key],
    group: 'Review',
    isEnabled: isComparing,
    run: () => moveCursor(step),
  })
  return [
    {
      id: 'compare.open',
      title: 'Compare two runs',
      keys: [],
      group: 'Review',
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: openComparison,
    },
    {
      id: 'compare.back',
      title: 'Back to the changes, and out of the comparison',
      keys: ['Escape'],
      group: 'Review',
      isEnabled: isComparing,
      run: goBack,
    },
    move('compare.next', 'Next change between the runs', 'j', 1),
    move('compare.previous', 'Previous change between the runs', 'k', -1),
  ]
}
