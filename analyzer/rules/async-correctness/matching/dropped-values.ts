// Whether anybody looks at the value of an expression.
import type { Checker } from '../../../engine/checker.ts'
import { isDropped, parentOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** A statement of its own, the item of a list that is one, or given to a local that nobody reads. */
export function isDroppedValue({ tree, facts }: Checker, value: Node): boolean {
  if (isDropped(tree, value)) return true
  const parent = parentOf(tree, value)
  if (parent === NO_NODE) return false
  switch (tree.kind(parent)) {
    case k.K_LIST_COMPREHENSION:
    case k.K_SET_COMPREHENSION:
      return tree.fieldOf(value) === k.F_BODY && isDropped(tree, parent)
    case k.K_ASSIGNMENT: {
      const target = tree.child(parent, k.F_LEFT)
      if (target === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return false
      const binding = facts.resolve(target)
      return binding?.scope?.kind === 'function' && binding.references.length === 0
    }
    default:
      return false
  }
}
