// What is merged as a whole, each in its own way: read lines, masks, the plan, the walkthrough, and
// where marks stand.
import type { MergeConflict } from '../../api/merge.ts'

/** A change that is ready to be written, with what the record says of it. */
export interface WholeChange {
  /** What the record calls it. */
  readonly subject: string
  readonly field: string
  readonly before: string
  readonly after: string
  /** Who changed it there last. */
  readonly actor: string
  /**
   * Belongs inside the transaction of the merge. `idHere` gives the id that a name of the other
   * side has here, also of a row that the same merge made.
   */
  readonly write: (idHere: (name: string) => number | undefined) => void
}

/** What both sides changed: the change is written where theirs is chosen. */
export interface WholeConflict {
  readonly conflict: MergeConflict
  readonly change: WholeChange
}

export interface Whole {
  readonly changes: readonly WholeChange[]
  readonly conflicts: readonly WholeConflict[]
  /** How two versions were joined, in sentences. */
  readonly joined: readonly string[]
  /** What stays on the other side, in sentences. */
  readonly left: readonly string[]
}

export const NOTHING_WHOLE: Whole = { changes: [], conflicts: [], joined: [], left: [] }
