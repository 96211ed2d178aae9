// Transactions that a dependency of a request commits, seen from the functions that the handler calls.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Holder } from '../../../matching/transactions/django-transactions.ts'
import type { ProjectFunction } from '../../../project/values.ts'

/** How many calls upwards a handler is looked for. */
const MOST_CALLS = 3

/** The call by which such a handler, or what it calls, runs a function; undefined if none is seen. */
export function requestHolder(checker: Checker, owner: FunctionFacts): Holder | undefined {
  const { index } = checker.project
  const { managers } = domainOf(checker.project)
  const seen = new Set<ProjectFunction>()
  const search = (one: ProjectFunction, calls: number): Holder | undefined => {
    if (seen.has(one) || calls > MOST_CALLS) return undefined
    seen.add(one)
    for (const { caller, module, at, isVirtual } of index.calls.callers(one)) {
      if (isVirtual || caller === undefined) continue
      const { path } = module.summary
      if (managers.request(path, caller.summary.symbol)?.commits === true) {
        return { call: { path, at } }
      }
      const above = search(caller, calls + 1)
      if (above !== undefined) return above
    }
    return undefined
  }
  const own = index.function(checker.path, owner.symbol)
  return own === undefined ? undefined : search(own, 0)
}
