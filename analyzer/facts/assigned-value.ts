// What one assignment gives to a name.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** The value of `name = value` and `a = name = value`; NO_NODE where a tuple is unpacked. */
export function assignedValue(tree: SyntaxTree, target: Node): Node {
  const assignment = tree.parent(target)
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return NO_NODE
  if (tree.fieldOf(target) !== k.F_LEFT) return NO_NODE
  let value = tree.child(assignment, k.F_RIGHT)
  while (value !== NO_NODE && tree.kind(value) === k.K_ASSIGNMENT) {
    value = tree.child(value, k.F_RIGHT)
  }
  return value
}
