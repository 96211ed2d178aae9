// Code that asks whether an attribute is there before it reads it.
import type { Checker } from '../../../engine/checker.ts'
import { stringValue } from '../../../facts/strings.ts'
import { F_BODY, K_EXCEPT_CLAUSE, K_TRY_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `hasattr`, `getattr` with the name in the same file, or a handler around the access. */
export function isLookedFor(checker: Checker, node: Node, name: string): boolean {
  const { tree, facts } = checker
  for (const origin of ['builtins.hasattr', 'builtins.getattr']) {
    for (const call of facts.callsTo(origin)) {
      const second = facts.arguments(call)[1]
      if (second !== undefined && stringValue(tree, second.value) === name) return true
    }
  }
  let inner = node
  for (let at = tree.parent(node); at !== NO_NODE; inner = at, at = tree.parent(at)) {
    if (tree.kind(at) !== K_TRY_STATEMENT || tree.fieldOf(inner) !== F_BODY) continue
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === K_EXCEPT_CLAUSE)
    if (clauses.some((one) => /^except[^\n]*AttributeError/.test(tree.text(one)))) return true
  }
  return false
}
