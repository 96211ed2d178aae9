// Comparisons inside of `assertTrue`, and the assertion that knows both sides.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import {
  calleeName,
  positionalArgument,
  receiverOf,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import { K_COMPARISON_OPERATOR, K_NONE } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The assertion that knows both sides of a comparison. */
export interface PreciseCheck {
  readonly call: Node
  readonly test: FunctionFacts
  readonly method: string
  readonly text: string
}

/** Reads `assertTrue(a == b)`; undefined for every other call. */
export function precisely(checker: Checker, call: Node): PreciseCheck | undefined {
  const { tree, facts } = checker
  const name = calleeName(tree, call)
  if (!/^(?:assertTrue|assertFalse|failUnless)$/.test(name)) return undefined
  const test = facts.enclosingFunction(call)
  if (test?.class === undefined) return undefined
  const argument = positionalArgument(tree, call, 0)
  const condition = withoutParentheses(tree, argument)
  if (condition === NO_NODE || tree.kind(condition) !== K_COMPARISON_OPERATOR) return undefined
  const [left, right, more] = statementsOf(tree, condition)
  if (left === undefined || right === undefined || more !== undefined) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).replace(/\s+/g, ' ').trim()
  const method = (name === 'assertFalse' ? OPPOSITE : PRECISE)[operator]
  if (method === undefined) return undefined
  const isNone = tree.kind(right) === K_NONE && /^assertIs(?:Not)?$/.test(method)
  const precise = isNone ? `${method}None` : method
  // A message that is put together says what the values were.
  const message = positionalArgument(tree, call, 1)
  if (message !== NO_NODE && !/^[rbu]*['"][^%]*$/.test(tree.spelled(message))) return undefined
  const rest = tree.source.slice(tree.end(argument), tree.end(call))
  const sides = isNone ? tree.text(left) : `${tree.text(left)}, ${tree.text(right)}`
  const text = `${tree.text(receiverOf(tree, call))}.${precise}(${sides}${rest}`
  return { call, test, method: precise, text }
}

const PRECISE: Readonly<Record<string, string>> = {
  '==': 'assertEqual',
  '!=': 'assertNotEqual',
  '<': 'assertLess',
  '<=': 'assertLessEqual',
  '>': 'assertGreater',
  '>=': 'assertGreaterEqual',
  in: 'assertIn',
  'not in': 'assertNotIn',
  is: 'assertIs',
  'is not': 'assertIsNot',
}
const OPPOSITE: Readonly<Record<string, string>> = {
  '==': 'assertNotEqual',
  '!=': 'assertEqual',
  '<': 'assertGreaterEqual',
  '<=': 'assertGreater',
  '>': 'assertLessEqual',
  '>=': 'assertLess',
  in: 'assertNotIn',
  'not in': 'assertIn',
  is: 'assertIsNot',
  'is not': 'assertIs',
}
