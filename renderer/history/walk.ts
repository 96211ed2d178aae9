// Going back and on through the steps of the review.
import { showFailure } from '../bridge/notices.ts'
import { countSave, useSaves } from '../bridge/saves.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { listedRow } from '../state/listed.ts'
import { selectFinding, useView } from '../state/view.ts'

/** Resolves when nothing is on its way to the store. */
function savesSettled(): Promise<void> {
  return new Promise((resolve) => {
    if (useSaves.getState().underWay === 0) {
      resolve()
      return
    }
    const stop = useSaves.subscribe(({ underWay }) => {
      if (underWay === 0) {
        stop()
        resolve()
      }
    })
  })
}

/**
 * Does the work when nothing else is on its way: what is stored at the moment is a step too, and of
 * two quick strokes the second one goes on from where the first one has led.
 */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (useSaves.getState().underWay > 0) {
    await savesSettled()
  }
  return countSave(work)
}

/** Undoes the newest step, or does the oldest undone one again, and goes to what it is about. */
export async function walk(workbench: Workbench, method: 'history.undo' | 'history.redo') {
  const { reviewId } = useView.getState()
  if (reviewId === undefined) {
    return
  }
  const { api } = workbench
  try {
    const next = await inTurn(async () => {
      const { undo, redo } = await api.call('history.read', { reviewId, limit: 1 })
      const step = method === 'history.undo' ? undo : redo
      if (step) {
        const commandId = crypto.randomUUID()
        await api.call(method, { reviewId, commandId, stepId: step.id })
      }
      return step
    })
    const row = listedRow(next?.findingId ?? undefined)
    if (row && useView.getState().place === 'findings') {
      selectFinding(row)
    }
  } catch (error) {
    showFailure(error)
  }
}

/** Goes to where the step was the newest one; 0 for the start of the review. */
export async function goTo({ api }: Workbench, reviewId: number, stepId: number) {
  try {
    await inTurn(() =>
      api.call('history.goTo', { reviewId, commandId: crypto.randomUUID(), stepId }),
    )
  } catch (error) {
    showFailure(error)
  }
}

/** Gives the present state a name; tells whether it was stored. */
export async function nameCheckpoint({ api }: Workbench, reviewId: number, name: string) {
  try {
    await inTurn(() =>
      api.call('history.checkpoint', { reviewId, commandId: crypto.randomUUID(), name }),
    )
    return true
  } catch (error) {
    showFailure(error)
    return false
  }
}
