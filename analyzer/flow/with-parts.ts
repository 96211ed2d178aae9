// The parts of a `with_item`.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

export interface WithParts {
  /** The expression that makes the context manager. */
  readonly manager: Node
  /** The `as_pattern_target` behind `as`, NO_NODE without one. */
  readonly target: Node
}

export function withParts(tree: SyntaxTree, item: Node): WithParts {
  let manager = tree.child(item, k.F_VALUE)
  // `with (open(a) as b):` is read as an expression in brackets.
  while (manager !== NO_NODE && tree.kind(manager) === k.K_PARENTHESIZED_EXPRESSION) {
    const inner = tree.childOfKind(manager, k.K_AS_PATTERN)
    if (inner === NO_NODE) break
    manager = inner
  }
  if (manager === NO_NODE || tree.kind(manager) !== k.K_AS_PATTERN) {
    return { manager, target: NO_NODE }
  }
  return {
    manager: tree.firstChild(manager),
    target: tree.childOfKind(manager, k.K_AS_PATTERN_TARGET),
  }
}

export function managerOf(tree: SyntaxTree, item: Node): Node {
  return withParts(tree, item).manager
}
