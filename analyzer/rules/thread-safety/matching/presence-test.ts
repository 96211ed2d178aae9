// Tests whether the one instance of something is there: a variable of the module, a class attribute.
import type { Checker } from '../../../engine/checker.ts'
import { receiverOf } from '../../../facts/receivers.ts'
import { argumentsOf, calleeName, withoutParentheses } from '../../../matching/calls/calls.ts'
import {
  F_ARGUMENT,
  F_OBJECT,
  K_ATTRIBUTE,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_IDENTIFIER,
  K_NONE,
  K_NOT_OPERATOR,
  K_STRING,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A test whether the instance is there: its place as written, and which way means "missing". */
export interface PresenceTest {
  readonly target: string
  readonly isMissing: boolean
}

export function readTest(checker: Checker, condition: Node): PresenceTest | undefined {
  const { tree } = checker
  if (condition === NO_NODE) return undefined
  const node = withoutParentheses(tree, condition)
  if (tree.kind(node) === K_NOT_OPERATOR) {
    const inner = withoutParentheses(tree, tree.child(node, F_ARGUMENT))
    const test = inner === NO_NODE ? undefined : readTest(checker, inner)
    return test && { target: test.target, isMissing: !test.isMissing }
  }
  if (tree.kind(node) === K_COMPARISON_OPERATOR) return readComparison(checker, node)
  if (tree.kind(node) === K_CALL) return readHasattr(checker, node)
  return isSingletonPlace(checker, node) ? { target: tree.text(node), isMissing: false } : undefined
}

function readComparison(checker: Checker, comparison: Node): PresenceTest | undefined {
  const { tree } = checker
  const operands = tree.namedChildren(comparison)
  const [left, right] = operands
  if (left === undefined || right === undefined || operands.length > 2) return undefined
  const operator = tree.source.slice(tree.end(left), tree.start(right)).trim().replace(/\s+/g, ' ')
  if (tree.kind(right) === K_NONE && isSingletonPlace(checker, left)) {
    const target = tree.text(left)
    if (operator === 'is' || operator === '==') return { target, isMissing: true }
    return operator === 'is not' || operator === '!=' ? { target, isMissing: false } : undefined
  }
  if (operator !== 'in' && operator !== 'not in') return undefined
  const isMissing = operator === 'not in'
  const container = tree.text(right)
  if (tree.kind(left) === K_STRING && container.endsWith('.__dict__')) {
    const owner = tree.child(right, F_OBJECT)
    if (!isClassExpression(checker, owner)) return undefined
    return { target: `${tree.text(owner)}.${tree.text(left).slice(1, -1)}`, isMissing }
  }
  const isOfInstances = isClassExpression(checker, left) || /instance/i.test(container)
  // `instances` of a decorator `singleton(cls)` lies in the function around.
  const isOfDecorator =
    checker.tree.kind(right) === K_IDENTIFIER && checker.facts.reach(right) === 'closure'
  if (!isOfInstances || !(isOfDecorator || isSingletonPlace(checker, right))) return undefined
  return { target: `${container}[${tree.text(left)}]`, isMissing }
}

function readHasattr(checker: Checker, call: Node): PresenceTest | undefined {
  const { tree } = checker
  if (calleeName(tree, call) !== 'hasattr') return undefined
  const [owner, name] = argumentsOf(tree, call).map(({ value }) => value)
  if (owner === undefined || name === undefined || !isClassExpression(checker, owner)) {
    return undefined
  }
  if (tree.kind(name) !== K_STRING) return undefined
  return { target: `${tree.text(owner)}.${tree.text(name).slice(1, -1)}`, isMissing: false }
}

/** A variable of the module that the function rebinds, or an attribute of a class. */
function isSingletonPlace(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(node) === K_IDENTIFIER) return facts.reach(node) === 'global'
  if (tree.kind(node) !== K_ATTRIBUTE) return false
  return isClassExpression(checker, tree.child(node, F_OBJECT))
}

function isClassExpression(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  if (node === NO_NODE) return false
  if (tree.kind(node) !== K_IDENTIFIER)
    return /^(?:type\(self\)|self\.__class__)$/.test(tree.spelled(node))
  const name = facts.name(node)
  if (name === 'cls' || name === '__class__' || receiverOf(facts, node)?.isClass) return true
  return facts.resolve(node)?.kind === 'class'
}
