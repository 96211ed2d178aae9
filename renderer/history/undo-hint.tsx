import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import './history.css'
import { walk } from './walk.ts'

/** The step that would be undone, in words. */
export function UndoHint({ reviewId }: { readonly reviewId: number }) {
  const workbench = useWorkbench()
  const { data } = useApi('history.read', { reviewId, limit: 1 }, { keepPrevious: true })
  const step = data?.undo
  return (
    step && (
      <button
        type="button"
        className="undo-hint"
        onClick={() => void walk(workbench, 'history.undo')}
      >
        Undo: {step.title} <KeyHint command="history.undo" />
      </button>
    )
  )
}
