// Marking several findings with the keyboard.
import type { Command } from '../commands/command.ts'
import { listedRow } from '../state/listed.ts'
import { useView } from '../state/view.ts'
import { clearMarks, extendMarks, markAll, toggleMark } from './marks.ts'

interface Options {
  readonly isReviewing: () => boolean
  readonly hasSelection: () => boolean
}

/** In the source, the same keys select text. */
function isInStage(): boolean {
  return document.activeElement?.closest('[data-pane="stage"]') != null
}

export function markCommands({ isReviewing, hasSelection }: Options): readonly Command[] {
  const aCommand = (id: string, title: string, keys: readonly string[], run: () => void) =>
    ({ id, title, keys, group: 'Findings', isEnabled: hasSelection, run }) satisfies Command
  return [
    aCommand('finding.markNext', 'Mark the next finding too', ['Shift+ArrowDown', 'J'], () =>
      extendMarks(1),
    ),
    aCommand('finding.markPrevious', 'Mark the previous finding too', ['Shift+ArrowUp', 'K'], () =>
      extendMarks(-1),
    ),
    aCommand('finding.toggleMark', 'Mark this finding or not', ['Ctrl+Space'], () => {
      const row = listedRow(useView.getState().selectedId)
      if (row) {
        toggleMark(row)
      }
    }),
    {
      ...aCommand('finding.markAll', 'Mark all findings that are shown', ['Ctrl+A'], markAll),
      leavesTextAlone: true,
      isEnabled: () => isReviewing() && !isInStage(),
    },
    {
      ...aCommand('finding.clearMarks', 'Mark none', [], clearMarks),
      isEnabled: () => useView.getState().marked.size > 0,
    },
  ]
}
