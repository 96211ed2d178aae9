// What a test that asserts nothing may be: a test switched off, a sample, one that lost its end.
import type { Checker } from '../engine/checker.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { assignedValue } from '../facts/qualified-names.ts'
import { K_AWAIT, K_CALL } from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { calleeName } from './calls.ts'
import { isIdleStatement } from './handlers.ts'
import { statementsOf } from './statements.ts'

/** An empty method in a class that derives from another suite takes one of its tests away. */
export function switchesOff({ tree, facts }: Checker, { class: owner }: FunctionFacts): boolean {
  return (
    owner?.bases.some((base) => {
      const name = facts.qualifiedName(base) ?? tree.text(base)
      return !/(?:TestCase|^builtins\.object|^object)$/.test(name)
    }) ?? false
  )
}

/** All tests of a class are empty: it is there to be run by a test of the test runner. */
export function isOfSample(
  { tree }: Checker,
  { class: owner }: FunctionFacts,
  tests: readonly FunctionFacts[],
): boolean {
  if (owner === undefined) return false
  const own = tests.filter((one) => one.class === owner)
  return (
    own.length > 1 &&
    own.every((one) => statementsOf(tree, one.body).every((part) => isIdleStatement(tree, part)))
  )
}

/** True if a call gives a local that is never read again, or only printed. */
export function keepsResult({ tree, facts }: Checker, test: FunctionFacts): boolean {
  return facts.bindingsOf(test.scope).some((binding) => {
    if (binding.kind !== 'variable' || binding.name === '_') return false
    const isResult = binding.definitions.some(({ node }) => {
      const value = assignedValue(tree, node)
      return value !== NO_NODE && (tree.kind(value) === K_CALL || tree.kind(value) === K_AWAIT)
    })
    if (!isResult) return false
    return [...binding.references].every((reference) => {
      if (facts.isWrite(reference)) return true
      const call = tree.ancestor(reference, K_CALL)
      return call !== NO_NODE && SHOWING.test(calleeName(tree, call))
    })
  })
}

const SHOWING = /^(?:print|pprint|debug|info|warning|log|len|str|repr)$/
