// Conditions that have a name: `is_full = room.count >= room.limit`, then `if is_full:`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { assignedValue, onlyAssignment } from './assigned-value.ts'
import type { FileFacts } from './file-facts.ts'

/**
 * Tells the tree what conditions of `if` and `elif` stand for that are nothing but a local name, or
 * `not` before one. The value has to be a test by its form, and what it asks for must keep its value up
 * to the condition.
 */
export function tellKeptConditions(facts: FileFacts): void {
  const { tree } = facts
  for (const kind of [k.K_IF_STATEMENT, k.K_ELIF_CLAUSE]) {
    for (const branch of facts.nodesOfKind(kind)) {
      const condition = tree.child(branch, k.F_CONDITION)
      if (condition === NO_NODE) continue
      const isNegated = tree.kind(condition) === k.K_NOT_OPERATOR
      const name = isNegated ? tree.child(condition, k.F_ARGUMENT) : condition
      if (name === NO_NODE || tree.kind(name) !== k.K_IDENTIFIER) continue
      const value = testBehind(facts, name)
      if (value !== NO_NODE) tree.tellTest(name, value)
    }
  }
}

function testBehind(facts: FileFacts, name: Node): Node {
  const { tree } = facts
  const target = onlyAssignment(facts, name)
  if (target === NO_NODE || target > name) return NO_NODE
  if (facts.enclosingFunction(target) !== facts.enclosingFunction(name)) return NO_NODE
  if (facts.resolve(name)?.scope?.kind !== 'function') return NO_NODE
  const value = withoutBrackets(facts, assignedValue(tree, target))
  if (value === NO_NODE) return NO_NODE
  // What a call gives is often more than an answer: then the name is used again.
  const isAnswer = CALLS.has(tree.kind(value)) && isOnlyAsked(facts, name)
  if (!TESTS.has(tree.kind(value)) && !isAnswer) return NO_NODE
  return isSame(facts, value, name) ? value : NO_NODE
}

const TESTS: ReadonlySet<number> = new Set([
  k.K_COMPARISON_OPERATOR,
  k.K_BOOLEAN_OPERATOR,
  k.K_NOT_OPERATOR,
])

const CALLS: ReadonlySet<number> = new Set([k.K_CALL, k.K_AWAIT])

function isOnlyAsked(facts: FileFacts, name: Node): boolean {
  const references = facts.resolve(name)?.references ?? []
  return references.filter((one) => !facts.isWrite(one)).length === 1
}

function withoutBrackets({ tree }: FileFacts, value: Node): Node {
  let inner = value
  while (inner !== NO_NODE && tree.kind(inner) === k.K_PARENTHESIZED_EXPRESSION) {
    inner = tree.namedChildren(inner).at(-1) ?? NO_NODE
  }
  return inner
}

/** True if no name in a test gets another value before the test is asked for. */
function isSame(facts: FileFacts, test: Node, use: Node): boolean {
  const { tree } = facts
  for (let node = test; node < tree.endOfSubtree(test); node += 1) {
    if (tree.kind(node) !== k.K_IDENTIFIER) continue
    const definitions = facts.resolve(node)?.definitions ?? []
    if (definitions.some((one) => one.node > test && one.node < use)) return false
  }
  return true
}
