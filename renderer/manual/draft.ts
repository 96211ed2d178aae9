// The finding that is being written: kept while its dialog is closed, gone when it is stored.
import { create } from 'zustand'
import type { Range } from '../../analyzer/model.ts'
import type { FindingWords } from '../../electron/api/manual.ts'
import { endTyping, noteTyping } from '../state/typing.ts'
import { compose, type Region, useView } from '../state/view.ts'

/** Where it goes: a region of the source, or the finding whose words are changed. */
export type DraftPlace =
  | { readonly kind: 'new'; readonly region: Region }
  | {
      readonly kind: 'edit'
      readonly findingId: number
      readonly number: number
      readonly rev: number
    }

export interface FindingDraft {
  readonly place: DraftPlace | undefined
  readonly words: FindingWords
}

const BLANK: FindingWords = {
  title: '',
  category: 'maintainability',
  severity: 'medium',
  message: '',
}

export const useFindingDraft = create<FindingDraft>(() => ({ place: undefined, words: BLANK }))

/** The texts of a draft outlive the window, by these fields. */
const TEXTS = ['title', 'message'] as const

function fieldOf(place: DraftPlace | undefined, text: (typeof TEXTS)[number]): string {
  return place?.kind === 'edit' ? `finding-${place.findingId}-${text}` : `finding-${text}`
}

/** The words with the texts that were typed for this place and not stored. */
function goOn(place: DraftPlace, words: FindingWords): FindingWords {
  const { composing } = useView.getState()
  const typed = (text: (typeof TEXTS)[number]) => composing[fieldOf(place, text)] ?? words[text]
  return { ...words, title: typed('title'), message: typed('message') }
}

/** A draft that was left unfinished goes on, at the new place. */
export function draftAt(region: Region) {
  const { place: before, words } = useFindingDraft.getState()
  const place = { kind: 'new' as const, region }
  useFindingDraft.setState({ place, words: goOn(place, before?.kind === 'edit' ? BLANK : words) })
}

export function draftOf(place: Extract<DraftPlace, { kind: 'edit' }>, words: FindingWords) {
  useFindingDraft.setState({ place, words: goOn(place, words) })
}

export function changeDraft(change: Partial<FindingWords>) {
  const { place, words } = useFindingDraft.getState()
  for (const text of TEXTS) {
    const typed = change[text]
    if (typed !== undefined) {
      noteTyping(fieldOf(place, text), words[text], typed)
      compose(fieldOf(place, text), typed)
    }
  }
  useFindingDraft.setState({ words: { ...words, ...change } })
}

export function clearDraft() {
  const { place } = useFindingDraft.getState()
  for (const text of TEXTS) {
    compose(fieldOf(place, text), '')
    endTyping(fieldOf(place, text))
  }
  useFindingDraft.setState({ place: undefined, words: BLANK })
}

/** `a.py:10-20`, or `a.py:10` for one line. */
export function placeName(path: string, { startLine, endLine, endColumn }: Range): string {
  const last = endColumn === 1 && endLine > startLine ? endLine - 1 : endLine
  return last === startLine ? `${path}:${startLine}` : `${path}:${startLine}-${last}`
}
