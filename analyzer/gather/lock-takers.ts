// Functions that make transactions wait for each other: for all that call them, or at a row.
import { textWithConstants } from '../facts/named-constants.ts'
import { defineFunctionGatherer } from './define.ts'

export interface LockTaker {
  readonly symbol: string
  /** Takes a lock of the database by number or table, or asks for serializable transactions. */
  readonly serialises?: true
  /** Runs a query that locks rows. */
  readonly locksRows?: true
}

/** What serialises transactions, in SQL or as an option. */
export const SERIALISING =
  /\bSERIALIZABLE\b|REPEATABLE[_ ]READ|\bpg_advisory\w*lock|\bGET_LOCK\(|\bLOCK TABLE/i
const LOCKS_ROWS = /\b(?:with_for_update|select_for_update|FOR UPDATE)\b/
const USES = /SERIALIZABLE|REPEATABLE|advisory|GET_LOCK|LOCK TABLE|for_update|FOR UPDATE/i

/** By `functionKey`. */
export const lockTakers = defineFunctionGatherer<LockTaker>({
  id: 'lock-takers',
  uses: USES,
  read(facts, owner) {
    if (owner.isLambda) return undefined
    const text = textWithConstants(facts, owner.node)
    const serialises = SERIALISING.test(text)
    const locksRows = LOCKS_ROWS.test(text)
    if (!serialises && !locksRows) return undefined
    return {
      symbol: owner.symbol,
      ...(serialises && { serialises }),
      ...(locksRows && { locksRows }),
    }
  },
})
