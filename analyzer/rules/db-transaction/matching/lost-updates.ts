// Changes of a row that are computed from its old value, and whether another transaction can come between.
import type { Checker } from '../../../engine/checker.ts'
import { type RowOrigin, rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { isVersioned } from '../../../matching/rows/row-values.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached, savedAfter } from '../../../matching/transactions/transactions.ts'
import { F_OBJECT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { isLockedByCallers } from './caller-locks.ts'
import { lockLost, relocked } from './lost-row-locks.ts'
import type { ChangeByCall } from './row-changes.ts'

/** One write of a column, with the read of its old value. */
export interface RowChange {
  readonly statement: Node
  /** The attribute that is written, or whose value is handed to an `update`. */
  readonly target: Node
  readonly read: Node
  /** The row is saved later; an update writes by itself. */
  readonly isAssignment: boolean
  /** Items of a collection, which is written as a whole. */
  readonly isCollection?: boolean
  /** The function that computes and writes the value, where the statement only calls one. */
  readonly through?: ChangeByCall
}

/** How a change of a row can overwrite what others write. */
export interface LostUpdate {
  readonly origin: RowOrigin
  /** What writes it to the database; NO_NODE where that is not seen. */
  readonly save: Node
  /** The commit that released the lock with which the row was loaded; NO_NODE without one. */
  readonly lost: Node
}

/** Undefined where nobody else can come between: the row is new, locked, versioned, never saved. */
export function lostUpdate(checker: Checker, change: RowChange): LostUpdate | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(change.statement)
  if (owner === undefined || owner.isLambda) return undefined
  const row = change.through?.row ?? tree.child(change.target, F_OBJECT)
  const origin = rowOrigin(checker, row)
  if (origin === undefined || origin.kind === 'created') return undefined
  // A row that is handed on is reported where it is loaded.
  if (change.through !== undefined && origin.kind === 'parameter') return undefined
  const lost = origin.isLocked ? lockLost(checker, owner, origin, change.target) : NO_NODE
  if (origin.isLocked && lost === NO_NODE) return undefined
  if (!isReached(checker, owner, origin.node, change.target) && origin.kind !== 'parameter') {
    return undefined
  }
  const isSavedHere = !change.isAssignment || change.through?.isSaved === true
  const save = !isSavedHere
    ? savedAfter(checker, owner, row, change.target, origin.isDjango)
    : change.statement
  if (save === NO_NODE && (origin.isDjango || origin.kind !== 'loaded')) return undefined
  if (relocked(checker, owner, row, change.target) || isVersioned(checker, origin)) {
    return undefined
  }
  if (isSerialised(checker, owner) || isLockedByCallers(checker, origin)) return undefined
  return { origin, save, lost }
}
