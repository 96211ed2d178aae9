// A text field without a save button: what is typed is saved within half a second, at once when the
// field is left, when it goes away and when the window closes.
import { useCallback, useEffect, useRef } from 'react'
import { dropDraft, putDraft, useDrafts } from '../state/drafts.ts'
import { endTyping, noteTyping } from '../state/typing.ts'
import { LEAVING, STORING } from './leaving.ts'
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

  const send = useCallback(() => {
    if (timer.current === undefined) {
      return
    }
    window.clearTimeout(timer.current)
    timer.current = undefined
    const text = useDrafts.getState().byField[field]
    if (text !== undefined) {
      window.dispatchEvent(new Event(STORING))
      void latest.current(text).then((isSaved) => isSaved && dropDraft(field, text))
    }
  }, [field])
  const flush = useCallback(() => {
    send()
    endTyping(field)
  }, [field, send])

  const change = useCallback(
    (text: string) => {
      noteTyping(field, saved, text)
      putDraft(field, text)
      // Who types on and on is saved all the same.
      timer.current ??= window.setTimeout(send, DELAY_MS)
    },
    [field, saved, send],
  )

  // What was refused before is tried again when the field comes back and with a new backend; and
  // what is put into the field from elsewhere is stored as if it was typed.
  const connections = useSaves((saves) => saves.connections)
  const hasDraft = draft !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new connection is a reason to run
  useEffect(() => {
    if (hasDraft) {
      timer.current ??= window.setTimeout(send)
    }
  }, [field, send, connections, hasDraft])
  useEffect(() => {
    window.addEventListener(LEAVING, flush)
    window.addEventListener('blur', send)
    return () => {
      window.removeEventListener(LEAVING, flush)
      window.removeEventListener('blur', send)
      flush()
    }
  }, [flush, send])

  return { text: draft ?? saved, isDraft: draft !== undefined, change, flush }
}
