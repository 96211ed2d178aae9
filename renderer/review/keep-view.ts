import { useEffect } from 'react'
import { LEAVING, STORING } from '../bridge/leaving.ts'
import { ask } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { keptView, setView, useView } from '../state/view.ts'

const DELAY_MS = 400

/** Saves what the eye is on as it moves, at once when the window goes away. */
export function useKeptView(reviewId: number) {
  const workbench = useWorkbench()
  useEffect(() => {
    let timer: number | undefined
    let last = JSON.stringify(keptView(useView.getState()))
    const save = () => {
      window.clearTimeout(timer)
      timer = undefined
      const view = useView.getState()
      const state = keptView(view)
      const text = JSON.stringify(state)
      if (text !== last && view.reviewId === reviewId) {
        last = text
        void ask(workbench, 'views.save', { reviewId, state })
      }
    }
    const unsubscribe = useView.subscribe(() => {
      timer ??= window.setTimeout(save, DELAY_MS)
    })
    // Fields are told at the same time to store what they hold: nothing is left behind.
    const leave = () => {
      setView({ typing: {} })
      save()
    }
    window.addEventListener(LEAVING, leave)
    window.addEventListener(STORING, save)
    window.addEventListener('blur', save)
    return () => {
      unsubscribe()
      window.removeEventListener(LEAVING, leave)
      window.removeEventListener(STORING, save)
      window.removeEventListener('blur', save)
      save()
    }
  }, [workbench, reviewId])
}
