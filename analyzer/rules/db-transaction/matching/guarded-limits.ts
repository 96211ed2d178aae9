// Inserts behind a function that counts the rows that are there and raises where they are enough.
import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { functionKey } from '../../../gather/define.ts'
import { type LimitGuard, limitGuards } from '../../../gather/limit-guards.ts'
import { locksBefore } from '../../../matching/rows/executed-queries.ts'
import { givenValues } from '../../../matching/rows/given-values.ts'
import { insertOfHelper, targetsOf } from '../../../matching/rows/row-helpers.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import type { Node } from '../../../syntax/tree.ts'

export interface GuardedInsert {
  readonly guard: Node
  readonly write: Write
  readonly limit: LimitGuard
}

/** Inserts of the rows that a guard has counted, behind it in the same function. */
export function insertsBehindGuards(checker: Checker): readonly GuardedInsert[] {
  const { facts } = checker
  const guards = checker.project.gathered(limitGuards)
  if (guards.size === 0) return []
  return [...facts.calls].flatMap((guard): GuardedInsert[] => {
    const owner = facts.enclosingFunction(guard)
    const limit = targetsOf(checker, guard)
      .map((target) => guards.get(functionKey(target)))
      .find((one) => one !== undefined)
    if (limit === undefined || owner === undefined || isSerialised(checker, owner)) return []
    if (locksBefore(checker, owner, guard).length > 0) return []
    const write = facts
      .callsOf(owner)
      .filter((call) => call > guard && isReached(checker, owner, guard, call))
      .flatMap((call) => sqlOf(checker).write(call) ?? insertOfHelper(checker, call) ?? [])
      .find((one) => one.kind === 'insert' && isCounted(checker, one, limit))
    return write === undefined ? [] : [{ guard, write, limit }]
  })
}

/** A row of the model with a value for each column that the guard counts by. */
function isCounted(checker: Checker, write: Write, limit: LimitGuard): boolean {
  if (write.model?.name !== limit.model) return false
  const given = new Set(givenValues(checker, write).map(({ column }) => column))
  return limit.values.every(
    ({ column }) =>
      given.has(column) || given.has(`${column}_id`) || given.has(column.replace(/_id$/, '')),
  )
}
