// Transactions of Django that stand elsewhere: in the settings, or around the call of a function.
import type { Checker } from '../engine/checker.ts'
import { defineTable } from '../engine/table.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { functionKey } from '../gather/define.ts'
import { transactionKeepers } from '../gather/transaction-keepers.ts'
import type { ProjectFunction } from '../project/values.ts'

/** True when somebody who calls it, by others too, may hold a transaction around the call. */
export function isCalledInTransaction(checker: Checker, owner: FunctionFacts): boolean {
  const { index } = checker.project
  const keepers = checker.project.gathered(transactionKeepers)
  const seen = new Set<string>()
  const isKept = (one: ProjectFunction): boolean => {
    if (seen.has(functionKey(one))) return false
    seen.add(functionKey(one))
    return index.calls
      .callers(one)
      .some(
        ({ caller }) =>
          caller !== undefined && (keepers.has(functionKey(caller)) || isKept(caller)),
      )
  }
  const own = index.function(checker.path, owner.symbol)
  return own !== undefined && isKept(own)
}

/** Whether the settings put each request into a transaction. */
export const isAtomicByDefault = defineTable({
  id: 'requests are atomic by default',
  make: ({ domain }): boolean =>
    domain.settings.classes.some(
      ({ kind, fields }) =>
        kind === 'django' &&
        fields.some(
          ({ name, default: value }) =>
            name === 'DATABASES' && JSON.stringify(value ?? '').includes('ATOMIC_REQUESTS'),
        ),
    ),
})
