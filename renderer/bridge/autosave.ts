// A text field without a save button: what is typed is saved within half a second, at once when the
// field is left, when it goes away and when the window closes.
import { useCallback, useEffect, useRef } from 'react'
import { dropDraft, putDraft, useDrafts } from '../state/drafts.ts'
import { LEAVING } from './leaving.ts'
import { useSaves } from './saves.ts'

const DELAY_MS = 400

interface Autosave {
  readonly text: string
  /** True until the text shown is acknowledged. */
  readonly isDraft: boolean
  readonly change: (text: string) => void
  readonly flush: () => void
}

/**
 * `field` names the text for good, e.g. `note-12`; `save` tells whether the text was acknowledged.
 * A draft that was not stays in the field and is tried again with the next change.
 */
export function useAutosave(
  field: string,
  saved: string,
  save: (text: string) => Promise<boolean>,
): Autosave {
  const draft = useDrafts(({ byField }) => byField[field])
  const timer = useRef<number>(undefined)
  const latest = useRef(save)
  latest.current = save

  const flush = useCallback(() => {
    if (timer.current === undefined) {
      return
    }
    window.clearTimeout(timer.current)
    timer.current = undefined
    const text = useDrafts.getState().byField[field]
    if (text !== undefined) {
      void latest.current(text).then((isSaved) => isSaved && dropDraft(field, text))
    }
  }, [field])

  const change = useCallback(
    (text: string) => {
      putDraft(field, text)
      window.clearTimeout(timer.current)
      timer.current = window.setTimeout(flush, DELAY_MS)
    },
    [field, flush],
  )

  // What was refused before is tried again when the field comes back and with a new backend.
  const connections = useSaves((saves) => saves.connections)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new connection is the reason to run
  useEffect(() => {
    if (useDrafts.getState().byField[field] !== undefined) {
      timer.current ??= window.setTimeout(flush)
    }
  }, [field, flush, connections])
  useEffect(() => {
    window.addEventListener(LEAVING, flush)
    window.addEventListener('blur', flush)
    return () => {
      window.removeEventListener(LEAVING, flush)
      window.removeEventListener('blur', flush)
      flush()
    }
  }, [flush])

  return { text: draft ?? saved, isDraft: draft !== undefined, change, flush }
}
