// A presentation: which step is shown, and what is decided about it. Both windows ask the same
// questions, so they always show the same step.

import { create } from 'zustand'
import type { Outcome, WalkthroughChange } from '../../electron/api/walkthrough.ts'
import { showFailure } from '../bridge/notices.ts'
import { countSave } from '../bridge/saves.ts'
import { askHost } from '../bridge/shell.ts'
import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'

/** Who spoke last: often the next decision is theirs too. */
export const useSpeaker = create<{ readonly name: string | undefined }>(() => ({ name: undefined }))

/** Starts at a step, from 0; a walkthrough without steps is not presented. */
export async function startPresenting(
  { api }: Workbench,
  reviewId: number,
  at: number,
  hasSpeaker: boolean,
) {
  try {
    const { steps } = await api.call('walkthrough.read', { reviewId })
    if (steps.length === 0) {
      return
    }
    await api.call('walkthrough.show', { reviewId, at: Math.min(at, steps.length - 1) })
    await askHost('host.present', { reviewId, isOn: true, hasSpeaker })
  } catch (error) {
    showFailure(error)
  }
}

export async function showStep({ api }: Workbench, reviewId: number, at: number) {
  try {
    await api.call('walkthrough.show', { reviewId, at })
  } catch (error) {
    showFailure(error)
  }
}

export async function stopPresenting({ api }: Workbench, reviewId: number) {
  try {
    await api.call('walkthrough.show', { reviewId, at: null })
    await askHost('host.present', { reviewId, isOn: false, hasSpeaker: false })
  } catch (error) {
    showFailure(error)
  }
}

/** Gives whether the decision stands in the minutes. */
export async function decideStep(
  { api }: Workbench,
  reviewId: number,
  stepId: number,
  decision: { readonly outcome: Outcome; readonly speaker: string; readonly words: string },
) {
  const commandId = crypto.randomUUID()
  const isStored = await stored(() =>
    api.call('walkthrough.decide', { reviewId, commandId, stepId, ...decision }),
  )
  if (isStored) useSpeaker.setState({ name: decision.speaker })
  return isStored
}

/** Changes the walkthrough as it is now. */
export async function changeWalkthrough(
  { api }: Workbench,
  reviewId: number,
  change: WalkthroughChange,
) {
  try {
    const { rev } = await api.call('walkthrough.read', { reviewId })
    await countSave(() =>
      api.call('walkthrough.change', { reviewId, commandId: crypto.randomUUID(), rev, change }),
    )
  } catch (error) {
    showFailure(error)
  }
}
