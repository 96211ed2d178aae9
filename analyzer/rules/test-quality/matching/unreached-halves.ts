// The second half of an `or` that is only asked where it cannot be answered.

import { withoutParentheses } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

const NOT_NONE = /^([A-Za-z_][\w.]*)\s+is\s+not\s+None$/

/**
 * The name that `name is not None or len(name) == 1` asks twice, undefined for other expressions. The
 * second half is reached where the name is None, and raises there: it never decides anything.
 */
export function askedOfNone(tree: SyntaxTree, condition: Node): string | undefined {
  const either = withoutParentheses(tree, condition)
  if (tree.kind(either) !== k.K_BOOLEAN_OPERATOR) return undefined
  if (tree.text(tree.child(either, k.F_OPERATOR)) !== 'or') return undefined
  const first = withoutParentheses(tree, tree.child(either, k.F_LEFT))
  const name = NOT_NONE.exec(tree.text(first))?.[1]
  const second = withoutParentheses(tree, tree.child(either, k.F_RIGHT))
  return name !== undefined && needsValue(tree, second, name) ? name : undefined
}

/** `len(name)`, `name.part`, `name[0]` as the first thing that a comparison or call evaluates. */
function needsValue(tree: SyntaxTree, node: Node, name: string): boolean {
  let at = withoutParentheses(tree, node)
  while (at !== NO_NODE) {
    switch (tree.kind(at)) {
      case k.K_COMPARISON_OPERATOR:
        at = tree.namedChildren(at)[0] ?? NO_NODE
        break
      case k.K_CALL: {
        if (tree.text(at) === `len(${name})`) return true
        at = tree.callee(at)
        break
      }
      case k.K_ATTRIBUTE:
        at = tree.child(at, k.F_OBJECT)
        if (tree.text(at) === name) return true
        break
      case k.K_SUBSCRIPT:
        at = tree.child(at, k.F_VALUE)
        if (tree.text(at) === name) return true
        break
      default:
        return false
    }
  }
  return false
}
