// What is being typed right now, with what stood there before: should Lectern end without warning,
// the next start asks what to make of it. A field that was left in peace is not part of it.
import type { TypedText } from '../../electron/api/domain.ts'
import { useView } from './view.ts'

/** Longer texts are kept by their fields alone. */
const MAX_LENGTH = 200_000

/** Notes the text of a field; `before` counts with the first word that is typed. */
export function noteTyping(field: string, before: string, text: string) {
  const { typing, place, selectedId, tab, stage, target, queue } = useView.getState()
  const known = typing[field]
  if (text === (known?.before ?? before) || text.length > MAX_LENGTH) {
    endTyping(field)
    return
  }
  const entry: TypedText = known
    ? { ...known, text }
    : {
        label: nameOf(document.activeElement),
        before: before.slice(0, MAX_LENGTH),
        text,
        place,
        queue,
        tab,
        stage,
        ...(selectedId === undefined ? {} : { findingId: selectedId }),
        ...(target === undefined ? {} : { path: target.path }),
      }
  useView.setState({ typing: { ...typing, [field]: entry } })
}

/** The field was left, or its text was sent. */
export function endTyping(field: string) {
  const { typing } = useView.getState()
  if (typing[field] !== undefined) {
    const { [field]: _, ...others } = typing
    useView.setState({ typing: others })
  }
}

/** A text of the last time was restored or discarded. */
export function settleTyped(field: string) {
  const { [field]: _, ...unsettled } = useView.getState().unsettled
  useView.setState({ unsettled })
}

/** What a field is called on the screen. */
function nameOf(element: Element | null): string {
  const own = element?.getAttribute('aria-label')
  if (own) {
    return own
  }
  const isField = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement
  const label = isField ? element.labels?.[0]?.textContent : undefined
  return label?.trim() || 'Text'
}
