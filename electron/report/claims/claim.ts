// What a reviewer's text claims, against what is known of the code. Everything here is quiet unless
// the facts leave no room: a false alarm about somebody's own words is worse than a silence.
import type { OutlinedSymbol } from '../../../analyzer/model.ts'

export const CLAIM_KINDS = ['citation', 'symbol', 'unused', 'auth', 'race', 'number'] as const

/** A place of a text that the facts contradict. */
export interface ClaimProblem {
  readonly kind: (typeof CLAIM_KINDS)[number]
  /** UTF-16 units of the text, end exclusive. */
  readonly start: number
  readonly end: number
  /** What is true, in a sentence. */
  readonly message: string
}

/** A file of the review as it was analysed. */
export interface ClaimFile {
  readonly path: string
  readonly lines: number
  /** Its text as it is shown; undefined where it was not kept. */
  readonly text: () => string | undefined
  readonly outline: () => readonly OutlinedSymbol[]
  /** Names that may be unread; undefined where nobody counted them. */
  readonly unread: () => readonly string[] | undefined
}

/** The finding that a text is about. */
export interface ClaimSubject {
  readonly file: ClaimFile
  /** Qualified name of the function or class around it, '' for the module. */
  readonly symbol: string
  /** The analyzer itself found a race there. */
  readonly isRace: boolean
}

export interface ClaimFacts {
  /** Files whose paths end with these parts. */
  readonly files: (named: string) => readonly ClaimFile[]
  readonly subject?: ClaimSubject | undefined
  /** Figures of the text that are not those of the review. */
  readonly numbers: (text: string) => readonly Omit<ClaimProblem, 'kind'>[]
}
