// Conditions that are always true, or never, by the way they are written.
import type { Checker } from '../../engine/checker.ts'
import { type Constant, constantValue } from '../../facts/literals.ts'
import {
  F_ARGUMENT,
  F_LEFT,
  F_RIGHT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONCATENATED_STRING,
  K_DICTIONARY,
  K_DICTIONARY_SPLAT,
  K_ELLIPSIS,
  K_FALSE,
  K_FLOAT,
  K_GENERATOR_EXPRESSION,
  K_IDENTIFIER,
  K_INTEGER,
  K_LAMBDA,
  K_LIST,
  K_LIST_SPLAT,
  K_NONE,
  K_NOT_OPERATOR,
  K_PARENTHESIZED_LIST_SPLAT,
  K_SET,
  K_STRING,
  K_TRUE,
  K_TUPLE,
  K_UNARY_OPERATOR,
} from '../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'
import { withoutParentheses } from '../calls/calls.ts'
import { inOneLine } from '../statements/shown.ts'
import { statementsOf } from '../statements/statements.ts'

/** What a condition always is. */
export interface Truth {
  readonly value: boolean
  readonly why: string
}

/** What a condition always is, and why; undefined when it can differ. */
export function truthOf(checker: Checker, condition: Node): Truth | undefined {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, condition)
  const always = (what: string): Truth => ({
    value: true,
    why: `\`${shown(tree, node)}\` ${what}: the assertion cannot fail.`,
  })
  switch (tree.kind(node)) {
    case K_TUPLE:
    case K_LIST:
    case K_SET:
    case K_DICTIONARY:
      return displayTruth(tree, node, always)
    case K_GENERATOR_EXPRESSION:
      return always('is a generator, which is always true; `all(...)` or `any(...)` may be meant')
    case K_LAMBDA:
      return always('is a function that is never called')
    case K_STRING:
    case K_CONCATENATED_STRING: {
      const value = constantValue(tree, node)
      if (value === undefined)
        return /^[rb]*f(["'])\1\1?$/i.test(tree.spelled(node)) ? NEVER : always('is a text')
      return value === '' ? NEVER : always('is a text that is not empty')
    }
    case K_TRUE:
    case K_ELLIPSIS:
      return always('is always true')
    case K_INTEGER:
    case K_FLOAT:
      return constantValue(tree, node) === 0 ? NEVER : always('is a number that is not zero')
    case K_UNARY_OPERATOR: {
      const inner = tree.child(node, F_ARGUMENT)
      return constantValue(tree, inner) === undefined ? undefined : truthOf(checker, inner)
    }
    case K_FALSE:
    case K_NONE:
      return NEVER
    case K_IDENTIFIER: {
      const binding = facts.resolve(node)
      const isDefined = binding?.kind === 'function' && binding.definitionCount === 1
      return isDefined ? always('is a function that is not called') : undefined
    }
    case K_NOT_OPERATOR: {
      const inner = truthOf(checker, tree.child(node, F_ARGUMENT))
      return inner?.value === false ? always('is always true') : inner && NEVER
    }
    case K_BOOLEAN_OPERATOR: {
      const isOr = /\bor$/.test(
        tree.source.slice(tree.start(node), tree.start(tree.child(node, F_RIGHT))).trimEnd(),
      )
      const sides = [tree.child(node, F_LEFT), tree.child(node, F_RIGHT)]
      const isTrue = isOr && sides.some((side) => truthOf(checker, side)?.value === true)
      return isTrue ? always('is always true') : undefined
    }
    case K_COMPARISON_OPERATOR:
      return comparisonTruth(checker, node, always)
    default:
      return undefined
  }
}

const NEVER: Truth = { value: false, why: '' }

function displayTruth(
  tree: SyntaxTree,
  node: Node,
  always: (what: string) => Truth,
): Truth | undefined {
  const items = statementsOf(tree, node)
  if (items.length === 0) return NEVER
  if (items.every((item) => UNPACKING.has(tree.kind(item)))) return undefined
  const what = tree.kind(node) === K_TUPLE ? 'tuple' : 'container'
  return always(`is a ${what} that is not empty`)
}

const UNPACKING: ReadonlySet<number> = new Set([
  K_LIST_SPLAT,
  K_DICTIONARY_SPLAT,
  K_PARENTHESIZED_LIST_SPLAT,
])

function comparisonTruth(
  checker: Checker,
  node: Node,
  always: (what: string) => Truth,
): Truth | undefined {
  const { tree } = checker
  const operands = statementsOf(tree, node)
  const [left, right] = operands
  if (left === undefined || right === undefined || operands.length !== 2) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim()
  if (isLiteral(tree, left) && isLiteral(tree, right)) {
    const isEqual = tree.text(left) === tree.text(right)
    if (operator === '==' || operator === 'is') {
      return isEqual ? always('compares a literal with itself') : undefined
    }
    return holds(operator, constantValue(tree, left), constantValue(tree, right))
      ? always('compares two literals')
      : undefined
  }
  const isLength = tree.kind(left) === K_CALL && checker.facts.calleeName(left) === 'builtins.len'
  if (isLength && operator === '>=' && tree.text(right) === '0') {
    return always('holds for every length')
  }
  if (!/^(?:==|is|<=|>=)$/.test(operator) || !isSame(checker, left, right)) return undefined
  if (operator === 'is' && tree.kind(left) !== K_IDENTIFIER) return undefined
  return speaksOfEquality(checker, node) ? undefined : always('compares a value with itself')
}

/** What Python says of two numbers or two texts. */
function holds(operator: string, left: Constant | undefined, right: Constant | undefined): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    if (operator === 'in') return right.includes(left)
    if (operator === 'not in') return !right.includes(left)
    return operator === '!=' && left !== right
  }
  if (typeof left !== 'number' || typeof right !== 'number') return false
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    default:
      return operator === '!=' && left !== right
  }
}

/** True for the same name or chain of names, which has no effect of its own. */
export function isSame(checker: Checker, left: Node, right: Node): boolean {
  const { tree, facts } = checker
  if (isLiteral(tree, left)) return tree.text(left) === tree.text(right)
  const dotted = facts.dottedText(left)
  return dotted !== undefined && dotted === facts.dottedText(right)
}

/** True for a value that stands in the source. */
export function isLiteral(tree: SyntaxTree, node: Node): boolean {
  const kind = tree.kind(node)
  return kind === K_NONE || kind === K_STRING || constantValue(tree, node) !== undefined
}

const EQUALITY =
  /eq|ident|same|reflex|hash|compar|ordering|sort|nan|immutable|singleton|cach|interned|richcmp|copy|(?:^|_)(?:lt|le|gt|ge|ne|cmp)(?:_|$)|__/i

/** In a test of `==` itself, `x == x` is the point. */
export function speaksOfEquality(checker: Checker, node: Node): boolean {
  const { facts } = checker
  const test = facts.enclosingFunction(node)
  if (EQUALITY.test(test?.name ?? '') || EQUALITY.test(facts.enclosingClass(node)?.name ?? '')) {
    return true
  }
  // What equals itself and differs from something else is a test of equality too.
  return (
    test !== undefined && /assertNotEqual|assertIsNot\b|!=/.test(checker.tree.spelled(test.node))
  )
}

/** The start of an expression in one line. */
export function shown(tree: SyntaxTree, node: Node): string {
  return inOneLine(tree.text(node), 40)
}
