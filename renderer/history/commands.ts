import type { Workbench } from '../bridge/workbench.tsx'
import type { Command } from '../commands/command.ts'
import { hasReview, setView } from '../state/view.ts'
import { walk } from './walk.ts'

/** Undo and redo of all that is decided and written, the history and its checkpoints. */
export function historyCommands(workbench: Workbench): readonly Command[] {
  return [
    {
      id: 'history.undo',
      writes: true,
      title: 'Undo',
      keys: ['Ctrl+Z'],
      group: 'Review',
      leavesTextAlone: true,
      isEnabled: hasReview,
      run: () => void walk(workbench, 'history.undo'),
    },
    {
      id: 'history.redo',
      writes: true,
      title: 'Redo',
      keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
      group: 'Review',
      leavesTextAlone: true,
      isEnabled: hasReview,
      run: () => void walk(workbench, 'history.redo'),
    },
    {
      id: 'history.checkpoint',
      writes: true,
      title: 'Name a checkpoint',
      keys: ['Ctrl+S'],
      group: 'Review',
      isEnabled: hasReview,
      run: () => setView({ overlay: 'checkpoint' }),
    },
    {
      id: 'history.show',
      title: 'History of the review',
      keys: ['Ctrl+Shift+H'],
      group: 'Review',
      isEnabled: hasReview,
      run: () => setView({ overlay: 'history' }),
    },
  ]
}
