// What is made of a text that was being typed when Lectern was cut off.
import type { TypedText } from '../../electron/api/domain.ts'
import { putDraft } from '../state/drafts.ts'
import { settleTyped } from '../state/typing.ts'
import { compose, INSPECTOR_TABS, QUEUES, setView, useView } from '../state/view.ts'

/**
 * Puts a text into its field and shows the field, which stores it. Comments that were not sent are
 * kept by their fields as they are typed.
 */
function putText(field: string, entry: TypedText, text: string) {
  const { composing } = useView.getState()
  if (composing[field] === undefined) {
    putDraft(field, text)
  } else {
    compose(field, text)
  }
  const tab = INSPECTOR_TABS.find((name) => name === entry.tab)
  setView({
    place: entry.place,
    stage: entry.stage,
    queue: QUEUES.find((name) => name === entry.queue) ?? 'all',
    ...(tab === undefined ? {} : { tab }),
    ...(entry.findingId === undefined ? {} : { selectedId: entry.findingId }),
    ...(entry.path === undefined ? {} : { target: { path: entry.path } }),
  })
  settleTyped(field)
}

export function restoreText(field: string, entry: TypedText) {
  putText(field, entry, entry.text)
}

/** Puts back what stood in the field before. */
export function discardText(field: string, entry: TypedText) {
  putText(field, entry, entry.before)
}
