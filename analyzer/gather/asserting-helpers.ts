// Functions of test code that assert something: a test that calls one has an assertion.
import type { FileFacts } from '../facts/file-facts.ts'
import { findAsserting } from '../matching/tests/assertions.ts'
import { defineGatherer } from './define.ts'

export interface AssertingHelpers {
  /** Qualified names: `tests.helpers.check_order`, `tests.base.OrderCase.check`. */
  readonly names: ReadonlySet<string>
  /** Last parts of the names of methods: `check`. */
  readonly methods: ReadonlySet<string>
}

export const assertingHelpers = defineGatherer<readonly string[], AssertingHelpers>({
  id: 'asserting-helpers',
  collect(facts, role) {
    // Helpers for tests may be shipped with the library: `app/testing/assertions.py`.
    if (role !== 'test' && !facts.path.includes('test')) return undefined
    const names = assertingSymbols(facts)
    return names.length === 0 ? undefined : names
  },
  combine(parts) {
    const names = new Set(parts.flatMap(({ part }) => part))
    const methods = new Set<string>()
    for (const name of names) methods.add(name.slice(name.lastIndexOf('.') + 1))
    return { names, methods }
  },
})

/** Qualified names of the asserting functions of a file that others can call. */
function assertingSymbols(facts: FileFacts): string[] {
  const asserting = findAsserting(facts)
  return facts.functions
    .filter((one) => !one.isLambda && one.enclosing === undefined && asserting.has(one))
    .map(({ symbol }) => (facts.moduleName === '' ? symbol : `${facts.moduleName}.${symbol}`))
}
