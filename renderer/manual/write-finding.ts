// A written finding on its way to the store.

import { showFailure } from '../bridge/notices.ts'
import { countSave } from '../bridge/saves.ts'
import { stored } from '../bridge/stored.ts'
import type { Workbench } from '../bridge/workbench.tsx'
import { selectFinding } from '../state/view.ts'
import { clearDraft, useFindingDraft } from './draft.ts'

/** Stores the draft and shows its finding; false when it stays a draft, with the failure shown. */
export async function writeFinding({ api }: Workbench, reviewId: number): Promise<boolean> {
  const { place, words } = useFindingDraft.getState()
  if (place === undefined) {
    return false
  }
  const commandId = crypto.randomUUID()
  try {
    if (place.kind === 'edit') {
      const { findingId, rev } = place
      await countSave(() => api.call('manual.save', { reviewId, commandId, findingId, rev, words }))
    } else {
      const { path, range, symbol } = place.region
      const { findingId } = await countSave(() =>
        api.call('manual.create', { reviewId, commandId, path, range, symbol, words }),
      )
      selectFinding({ id: findingId, location: { path, range } })
    }
    clearDraft()
    return true
  } catch (error) {
    showFailure(error)
    return false
  }
}

/** Keeps the draft's words for the next finding of the kind. */
export function saveTemplate({ api }: Workbench, reviewId: number): Promise<boolean> {
  const { words } = useFindingDraft.getState()
  const commandId = crypto.randomUUID()
  return stored(() => api.call('manual.saveTemplate', { reviewId, commandId, words }))
}

export async function removeTemplate(
  { api }: Workbench,
  reviewId: number,
  { id, rev }: { readonly id: number; readonly rev: number },
) {
  const commandId = crypto.randomUUID()
  await stored(() =>
    api.call('manual.removeTemplate', { reviewId, commandId, templateId: id, rev }),
  )
}
