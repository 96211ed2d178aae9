// A finding of one of the reviews that the product was made after, and what Lectern makes of it.
import type { Case } from '../../analyzer/rules/define.ts'

export type SeedFinding = SeenFinding | UnseenFinding

interface SeenFinding {
  /** Number or name of the finding in its review. */
  readonly id: string
  readonly finding: string
  readonly rule: string
  /** Faithful code of our own; the places that the rule must report end in `#!`. */
  readonly code: Case
}

interface UnseenFinding {
  readonly id: string
  readonly finding: string
  /** Why no rule can report it from the code alone. */
  readonly unseen: string
}
