// What a test that asserts nothing may be: a test switched off, a sample, one that lost its end.

import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { isIdleStatement } from '../../../matching/errors/handlers.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { expressionOf, statementsOf } from '../../../matching/statements/statements.ts'
import { K_AWAIT, K_CALL, K_WHILE_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

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

/** `setUp` that always skips: no test of the class is ever run. */
export function isAlwaysSkipped({ tree }: Checker, { class: owner }: FunctionFacts): boolean {
  const setUp = owner?.method('setUp')
  if (setUp === undefined) return false
  return statementsOf(tree, setUp.body).some((one) => {
    const call = expressionOf(tree, one)
    return call !== NO_NODE && tree.kind(call) === K_CALL && calleeName(tree, call) === 'skipTest'
  })
}

/** True if a call gives a local that is never read again, or only printed. */
export function keepsResult({ tree, facts }: Checker, test: FunctionFacts): boolean {
  return facts.bindingsOf(test.scope).some((binding) => {
    if (binding.kind !== 'variable' || binding.name === '_') return false
    const isResult = binding.definitions.some(({ node }) => {
      const value = assignedValue(tree, node)
      if (value === NO_NODE) return false
      // An object that is only made: whether it can be made is what such a test asks.
      return (
        tree.kind(value) === K_AWAIT || (tree.kind(value) === K_CALL && !makesObject(tree, value))
      )
    })
    if (!isResult) return false
    return [...binding.references].every((reference) => {
      if (facts.isWrite(reference)) return true
      const call = tree.ancestor(reference, K_CALL)
      // `repr(frame)` in `test_repr` is what is tested.
      const shown = call === NO_NODE ? '' : calleeName(tree, call)
      return SHOWING.test(shown) && !test.name.includes(shown)
    })
  })
}

const makesObject = (tree: SyntaxTree, call: Node): boolean =>
  /^_*[A-Z]\w*[a-z]/.test(calleeName(tree, call))

const SHOWING = /^(?:print|pprint|debug|info|warning|log|len|str|repr)$/

/** A class inside of another class or of a function, or one that no runner takes for tests. */
export function isOfSampleClass({ class: owner }: FunctionFacts): boolean {
  if (owner === undefined) return false
  if (owner.symbol !== owner.name) return true
  return owner.bases.length === 0 && !/^Test/.test(owner.name)
}

/** `while task.state != "done": await sleep(0.01)`: it hangs, and is stopped, where that never comes. */
export function waitsForState({ tree, facts }: Checker, test: FunctionFacts): boolean {
  return facts.nodesIn(test.node, K_WHILE_STATEMENT).some((loop) => {
    const condition = conditionOf(tree, loop)
    if (condition === NO_NODE || !/[=<>]|\bin\b|\bnot\b/.test(tree.spelled(condition))) return false
    return facts.callsIn(loop).some((call) => /(?:^|_)sleep$/.test(calleeName(tree, call)))
  })
}
