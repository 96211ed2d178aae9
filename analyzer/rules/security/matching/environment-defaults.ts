// What a switch is when the environment says nothing about it: `os.environ.get('DEBUG', 'true') == 'true'`.

import type { Checker } from '../../../engine/checker.ts'
import type { Constant } from '../../../facts/literals.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import {
  calleeName,
  positionalArgument,
  receiverOf,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const READS =
  /^(?:os\.getenv|os\.environ\.get|environ\.get|(?:\w+\.)*_?env(?:iron)?(?:\.(?:bool|str|get))?|(?:\w+\.)*config)$/
const WRONG_WORDS = /^(?:false|f|no|n|off|0)$/i

interface Known {
  readonly value: Constant
}

/** True where the switch is on unless the environment turns it off. */
export function isOnByDefault(checker: Checker, value: Node): boolean {
  const found = valueByDefault(checker, value, 0)
  return found !== undefined && isTruthy(found.value) && readsEnvironment(checker, value)
}

function isTruthy(value: Constant): boolean {
  return value !== null && value !== false && value !== '' && value !== 0
}

function readsEnvironment({ facts, tree }: Checker, value: Node): boolean {
  return facts.callsIn(value).some((call) => READS.test(tree.spelled(facts.callee(call))))
}

function valueByDefault(checker: Checker, given: Node, depth: number): Known | undefined {
  if (given === NO_NODE || depth > 5) return undefined
  const { tree } = checker
  const node = withoutParentheses(tree, given)
  const constant = namedConstant(checker.facts, node)
  if (constant !== undefined) return { value: constant }
  switch (tree.kind(node)) {
    case k.K_CALL:
      return valueOfCall(checker, node, depth + 1)
    case k.K_NOT_OPERATOR: {
      const inner = valueByDefault(checker, tree.namedChildren(node)[0] ?? NO_NODE, depth + 1)
      return inner && { value: !isTruthy(inner.value) }
    }
    case k.K_COMPARISON_OPERATOR:
      return compared(checker, node, depth + 1)
    default:
      return undefined
  }
}

function valueOfCall(checker: Checker, call: Node, depth: number): Known | undefined {
  const { tree, facts } = checker
  const name = calleeName(tree, call)
  if (READS.test(tree.spelled(facts.callee(call)))) return defaultOf(checker, call, depth)
  if (/^(?:lower|upper|strip|casefold|title|capitalize)$/.test(name)) {
    const text = valueByDefault(checker, receiverOf(tree, call), depth)?.value
    if (typeof text !== 'string') return undefined
    return {
      value:
        name === 'upper' ? text.toUpperCase() : name === 'strip' ? text.trim() : text.toLowerCase(),
    }
  }
  const [first = NO_NODE] = facts.arguments(call).map(({ value }) => value)
  const inner = valueByDefault(checker, first, depth)
  if (inner === undefined) return undefined
  if (name === 'bool') return { value: isTruthy(inner.value) }
  if (name === 'int') return { value: Number(inner.value) }
  if (name === 'str') return { value: String(inner.value) }
  return /(?:to_?bool\w*|as_?bool\w*|str_?bool|truthy|parse_bool|boolean)$/i.test(name)
    ? { value: typeof inner.value === 'string' ? !isOff(inner.value) : isTruthy(inner.value) }
    : undefined
}

function isOff(text: string): boolean {
  return text === '' || WRONG_WORDS.test(text)
}

/** The second argument, or `default=`, read as the cast beside it reads it. */
function defaultOf(checker: Checker, call: Node, depth: number): Known | undefined {
  const { tree, facts } = checker
  const given = facts.arguments(call)
  const named = given.find(({ name }) => name === 'default')?.value
  const value = valueByDefault(checker, named ?? positionalArgument(tree, call, 1), depth)
  if (value === undefined) return undefined
  const cast = given.find(({ name }) => name === 'cast')?.value
  const isBool =
    (cast !== undefined && tree.text(cast) === 'bool') || calleeName(tree, call) === 'bool'
  return isBool && typeof value.value === 'string' ? { value: !isOff(value.value) } : value
}

function compared(checker: Checker, node: Node, depth: number): Known | undefined {
  const { tree } = checker
  const [left = NO_NODE, right = NO_NODE, more] = tree.namedChildren(node)
  const value = valueByDefault(checker, left, depth)
  const mark = tree.child(node, k.F_OPERATORS)
  if (value === undefined || more !== undefined || mark === NO_NODE) return undefined
  const operator = tree.text(mark).replace(/\s+/g, ' ')
  if (operator === '==' || operator === '!=') {
    const other = namedConstant(checker.facts, right)
    if (other === undefined) return undefined
    return { value: (operator === '==') === (other === value.value) }
  }
  if (operator !== 'in' && operator !== 'not in') return undefined
  if (![k.K_LIST, k.K_TUPLE, k.K_SET].includes(tree.kind(right))) return undefined
  const items = tree.namedChildren(right).map((one) => namedConstant(checker.facts, one))
  return { value: (operator === 'in') === items.includes(value.value) }
}
