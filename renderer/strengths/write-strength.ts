// What is done well on its way to the store.

import type { Strength } from '../../electron/api/strengths.ts'
import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { clearStrength, useStrengthDraft } from './draft.ts'

/** Stores the draft; false when it stays one. */
export async function writeStrength({ api }: Workbench, reviewId: number): Promise<boolean> {
  const { target, spot, title, text } = useStrengthDraft.getState()
  const places = spot ? [spot] : []
  const command = { reviewId, commandId: crypto.randomUUID() }
  const isStored = await stored(() =>
    target === undefined
      ? api.call('strengths.create', { ...command, title, text, places })
      : api.call('strengths.save', {
          ...command,
          strengthId: target.id,
          rev: target.rev,
          title,
          text,
          addPlaces: places,
        }),
  )
  if (isStored) clearStrength()
  return isStored
}

export function removeStrength({ api }: Workbench, reviewId: number, { id, rev }: Strength) {
  const commandId = crypto.randomUUID()
  return stored(() => api.call('strengths.remove', { reviewId, commandId, strengthId: id, rev }))
}

/** `at` counts the places from 0. */
export function dropPlace({ api }: Workbench, reviewId: number, { id, rev }: Strength, at: number) {
  const commandId = crypto.randomUUID()
  return stored(() =>
    api.call('strengths.save', { reviewId, commandId, strengthId: id, rev, dropPlaces: [at] }),
  )
}
