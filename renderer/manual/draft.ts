// The finding that is being written: kept while its dialog is closed, gone when it is stored.
import { create } from 'zustand'
import type { Range } from '../../analyzer/model.ts'
import type { FindingWords } from '../../electron/api/manual.ts'
import type { Region } from '../state/view.ts'

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

/** A draft that was left unfinished goes on, at the new place. */
export function draftAt(region: Region) {
  const { place, words } = useFindingDraft.getState()
  useFindingDraft.setState({
    place: { kind: 'new', region },
    words: place?.kind === 'edit' ? BLANK : words,
  })
}

export function draftOf(place: Extract<DraftPlace, { kind: 'edit' }>, words: FindingWords) {
  useFindingDraft.setState({ place, words })
}

export function changeDraft(change: Partial<FindingWords>) {
  useFindingDraft.setState(({ words }) => ({ words: { ...words, ...change } }))
}

export function clearDraft() {
  useFindingDraft.setState({ place: undefined, words: BLANK })
}

/** `a.py:10-20`, or `a.py:10` for one line. */
export function placeName(path: string, { startLine, endLine, endColumn }: Range): string {
  const last = endColumn === 1 && endLine > startLine ? endLine - 1 : endLine
  return last === startLine ? `${path}:${startLine}` : `${path}:${startLine}-${last}`
}
