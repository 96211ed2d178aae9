// Containers whose items have a declared type.
import type { Checker } from '../../../engine/checker.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_CALL } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `table` of the call `table.values()` or `table.items()`, NO_NODE for every other expression. */
export function containerBehind(checker: Checker, call: Node): Node {
  const { tree, facts } = checker
  if (tree.kind(call) !== K_CALL) return NO_NODE
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return NO_NODE
  if (!/^(?:values|items)$/.test(facts.name(tree.child(callee, F_ATTRIBUTE)))) return NO_NODE
  const object = tree.child(callee, F_OBJECT)
  return checker.analysis.types.valueOf(object)?.kind === 'container' ? object : NO_NODE
}
