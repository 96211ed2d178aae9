// What one assignment gives to a name.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'

/**
 * The value of `name = value` and `a = name = value`, and of one of several: `first, second = one(), two()`
 * gives `second` what `two` gives. NO_NODE where a tuple is unpacked.
 */
export function assignedValue(tree: SyntaxTree, target: Node): Node {
  const whole = wholeValue(tree, target)
  const list = tree.parent(target)
  if (whole !== NO_NODE || list === NO_NODE || !TARGETS.has(tree.kind(list))) return whole
  const values = wholeValue(tree, list)
  if (values === NO_NODE || !VALUES.has(tree.kind(values))) return NO_NODE
  const targets = tree.namedChildren(list)
  const given = tree.namedChildren(values)
  const hasStar = [...targets, ...given].some((one) => STARS.has(tree.kind(one)))
  if (hasStar || targets.length !== given.length) return NO_NODE
  return given[targets.indexOf(target)] ?? NO_NODE
}

/** What the right side of the assignment gives to its whole left side. */
function wholeValue(tree: SyntaxTree, target: Node): Node {
  const assignment = tree.parent(target)
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return NO_NODE
  if (tree.fieldOf(target) !== k.F_LEFT) return NO_NODE
  let value = tree.child(assignment, k.F_RIGHT)
  while (value !== NO_NODE && tree.kind(value) === k.K_ASSIGNMENT) {
    value = tree.child(value, k.F_RIGHT)
  }
  return value
}

const TARGETS: ReadonlySet<number> = new Set([k.K_PATTERN_LIST, k.K_TUPLE_PATTERN])
const VALUES: ReadonlySet<number> = new Set([k.K_EXPRESSION_LIST, k.K_TUPLE])
const STARS: ReadonlySet<number> = new Set([k.K_LIST_SPLAT, k.K_LIST_SPLAT_PATTERN, k.K_COMMENT])

/** The target of the one assignment that binds a name; NO_NODE where anything else binds it too. */
export function onlyAssignment(facts: FileFacts, name: Node): Node {
  const [only, more] = facts.resolve(name)?.definitions ?? []
  return only?.kind === 'assignment' && more === undefined ? only.node : NO_NODE
}

/** The value that a name has wherever it is read: that of its one assignment, else NO_NODE. */
export function onlyValue(facts: FileFacts, name: Node): Node {
  const target = onlyAssignment(facts, name)
  return target === NO_NODE ? NO_NODE : assignedValue(facts.tree, target)
}
