// Locks of the database that a function takes through others: `lock_team(session, team)`.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { textWithConstants } from '../../facts/named-constants.ts'
import { functionKey } from '../../gather/define.ts'
import { type LockTaker, lockTakers, SERIALISING } from '../../gather/lock-takers.ts'
import type { Node } from '../../syntax/tree.ts'
import { targetsOf } from '../rows/row-helpers.ts'

/** Code in which a transaction keeps others out by more than locks of rows. */
export function isSerialised(checker: Checker, owner: FunctionFacts): boolean {
  if (SERIALISING.test(textWithConstants(checker.facts, owner.node))) return true
  return takingCalls(checker, owner, ({ serialises }) => serialises === true).length > 0
}

/** The calls of a function that run another one which locks rows. */
export function rowLockingCalls(checker: Checker, owner: FunctionFacts): readonly Node[] {
  return takingCalls(checker, owner, ({ locksRows }) => locksRows === true)
}

function takingCalls(
  checker: Checker,
  owner: FunctionFacts,
  takes: (one: LockTaker) => boolean,
): readonly Node[] {
  const takers = checker.project.gathered(lockTakers)
  if (takers.size === 0) return []
  return checker.facts.callsOf(owner).filter((call) =>
    targetsOf(checker, call).some((target) => {
      const taker = takers.get(functionKey(target))
      return taker !== undefined && takes(taker)
    }),
  )
}
