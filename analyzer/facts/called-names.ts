// What a called name stands for: `save = session.commit`, then `save()`; `from os import remove as
// drop`, then `drop()`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { assignedValue, onlyAssignment } from './assigned-value.ts'
import type { FileFacts } from './file-facts.ts'

/**
 * Tells the tree which calls of local names are calls of methods, and which names of imported functions
 * and classes the file has made up itself, so that whoever asks for a callee or its name need not know.
 */
export function tellCalledNames(facts: FileFacts): void {
  for (const target of methodsKept(facts)) tellMethod(facts, target)
  for (const one of facts.imports) {
    const name = one.form === 'import' ? one.module : one.name
    if (!one.isAliased || name === one.bound) continue
    const binding = facts.resolve(one.node)
    if (binding === undefined || binding.definitionCount > 1) continue
    for (const node of binding.references) facts.tree.tellName(node, name)
  }
}

/** Names that are assigned an attribute as it is: `save` of `save = session.commit`. */
function methodsKept(facts: FileFacts): readonly Node[] {
  const { tree } = facts
  const found: Node[] = []
  for (const assignment of facts.nodesOfKind(k.K_ASSIGNMENT)) {
    const target = assignment + 1
    if (tree.kind(target) !== k.K_IDENTIFIER || tree.fieldOf(target) !== k.F_LEFT) continue
    const value = assignedValue(tree, target)
    if (value !== NO_NODE && tree.kind(value) === k.K_ATTRIBUTE) found.push(target)
  }
  return found
}

function tellMethod(facts: FileFacts, target: Node): void {
  const { tree } = facts
  const binding = facts.resolve(target)
  const kind = binding?.scope?.kind
  if (binding?.definitionCount !== 1 || (kind !== 'function' && kind !== 'module')) return
  const method = assignedValue(tree, target)
  if (!isSettled(facts, method)) return
  const own = facts.enclosingFunction(target)
  for (const node of binding.references) {
    if (node < target || tree.fieldOf(node) !== k.F_FUNCTION) continue
    const call = tree.parent(node)
    // In another function the object may have become another one by then.
    if (tree.kind(call) !== k.K_CALL || facts.enclosingFunction(call) !== own) continue
    tree.tellCallee(call, method)
  }
}

/** `self.lock` of `lock = self.lock` where `lock` is read; every other expression as it is. */
export function keptAttribute(facts: FileFacts, expression: Node): Node {
  const { tree } = facts
  if (expression === NO_NODE || tree.kind(expression) !== k.K_IDENTIFIER) return expression
  const target = onlyAssignment(facts, expression)
  if (target === NO_NODE || target > expression) return expression
  const value = assignedValue(tree, target)
  if (value === NO_NODE || tree.kind(value) !== k.K_ATTRIBUTE) return expression
  if (facts.resolve(expression)?.scope?.kind !== 'function') return expression
  return isSettled(facts, value) ? value : expression
}

/** True for a chain of names (or behind a text) whose first one gets no other value from there on. */
function isSettled(facts: FileFacts, method: Node): boolean {
  const { tree } = facts
  let root = method
  while (root !== NO_NODE && tree.kind(root) === k.K_ATTRIBUTE) root = tree.child(root, k.F_OBJECT)
  if (root === NO_NODE || tree.kind(root) === k.K_STRING) return root !== NO_NODE
  if (tree.kind(root) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(root)
  return binding === undefined || binding.definitions.every(({ node }) => node < method)
}
