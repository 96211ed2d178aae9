// What is being noted as done well: kept while its dialog is closed, gone when it is stored.
import { create } from 'zustand'
import type { Strength } from '../../electron/api/strengths.ts'
import type { Region } from '../state/view.ts'

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

export function changeStrength(change: Partial<StrengthDraft>) {
  useStrengthDraft.setState(change)
}

export function clearStrength() {
  useStrengthDraft.setState(BLANK)
}

/** A new one that was left unfinished goes on, at the new place. */
export function draftStrength(spot: Spot | undefined) {
  const { target, title, text } = useStrengthDraft.getState()
  useStrengthDraft.setState(
    target === undefined ? { target, title, text, spot } : { ...BLANK, spot },
  )
}

/** The words of one that is there, or a blank page for a new one; the place stays. */
export function draftOf(strength: Strength | undefined) {
  const words = strength ?? BLANK
  useStrengthDraft.setState({
    target: strength && { id: strength.id, rev: strength.rev },
    title: words.title,
    text: words.text,
  })
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
