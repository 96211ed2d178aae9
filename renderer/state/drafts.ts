// Text that was typed and is not acknowledged yet, by field: it outlives the field on the screen,
// so a refused save loses nothing.
import { create } from 'zustand'

interface Drafts {
  readonly byField: Readonly<Record<string, string>>
}

export const useDrafts = create<Drafts>(() => ({ byField: {} }))

export function putDraft(field: string, text: string) {
  useDrafts.setState(({ byField }) => ({ byField: { ...byField, [field]: text } }))
}

/** Forgets the draft if it still is the text that was saved. */
export function dropDraft(field: string, saved: string) {
  useDrafts.setState(({ byField }) => {
    if (byField[field] !== saved) {
      return { byField }
    }
    const { [field]: _, ...others } = byField
    return { byField: others }
  })
}
