// What is being noted as done well: kept while its dialog is closed, gone when it is stored.
import { create } from 'zustand'
import type { Strength } from '../../electron/api/strengths.ts'
import { endTyping, noteTyping } from '../state/typing.ts'
import { compose, type Region, useView } from '../state/view.ts'

export interface Spot {
  readonly path: string
  readonly startLine: number
  /** Inclusive. */
  readonly endLine: number
}

export interface StrengthDraft {
  /** The one that is changed or given another place; undefined for a new one. */
  readonly target: Pick<Strength, 'id' | 'rev'> | undefined
  /** The lines that go with it. */
  readonly spot: Spot | undefined
  readonly title: string
  readonly text: string
}

const BLANK: StrengthDraft = { target: undefined, spot: undefined, title: '', text: '' }

export const useStrengthDraft = create<StrengthDraft>(() => BLANK)

/** The texts of a draft outlive the window, by these fields. */
const TEXTS = ['title', 'text'] as const

function fieldOf(target: StrengthDraft['target'], text: (typeof TEXTS)[number]): string {
  return target === undefined ? `strength-${text}` : `strength-${target.id}-${text}`
}

/** The words that were typed and not stored, where there are any. */
function goOn(
  target: StrengthDraft['target'],
  words: Pick<StrengthDraft, 'title' | 'text'>,
): Pick<StrengthDraft, 'title' | 'text'> {
  const { composing } = useView.getState()
  const typed = (text: (typeof TEXTS)[number]) => composing[fieldOf(target, text)] ?? words[text]
  return { title: typed('title'), text: typed('text') }
}

export function changeStrength(change: Partial<StrengthDraft>) {
  const { target, ...words } = useStrengthDraft.getState()
  for (const text of TEXTS) {
    const typed = change[text]
    if (typed !== undefined) {
      noteTyping(fieldOf(target, text), words[text], typed)
      compose(fieldOf(target, text), typed)
    }
  }
  useStrengthDraft.setState(change)
}

export function clearStrength() {
  const { target } = useStrengthDraft.getState()
  for (const text of TEXTS) {
    compose(fieldOf(target, text), '')
    endTyping(fieldOf(target, text))
  }
  useStrengthDraft.setState(BLANK)
}

/** A new one that was left unfinished goes on, at the new place. */
export function draftStrength(spot: Spot | undefined) {
  useStrengthDraft.setState({ target: undefined, spot, ...goOn(undefined, BLANK) })
}

/** The words of one that is there, or a blank page for a new one; the place stays. */
export function draftOf(strength: Strength | undefined) {
  const target = strength && { id: strength.id, rev: strength.rev }
  useStrengthDraft.setState({ target, ...goOn(target, strength ?? BLANK) })
}

/** A selection that ends before the first column of a line does not take that line in. */
export function spotOf({ path, range }: Region): Spot {
  const { startLine, endLine, endColumn } = range
  return {
    path,
    startLine,
    endLine: endColumn === 1 && endLine > startLine ? endLine - 1 : endLine,
  }
}

/** `a.py:10-20`, or `a.py:10` for one line. */
export function spotName({ path, startLine, endLine }: Spot): string {
  return endLine > startLine ? `${path}:${startLine}-${endLine}` : `${path}:${startLine}`
}
