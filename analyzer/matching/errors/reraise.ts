// Whether an `except` clause lets the exception go on.
import {
  K_BLOCK,
  K_CLASS_DEFINITION,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_EXPRESSION_STATEMENT,
  K_FINALLY_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_LAMBDA,
  K_RAISE_STATEMENT,
  K_TRY_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { bodyOf, statementsOf } from '../statements/statements.ts'

/** True when every way through the block raises again: `raise` or `raise error` of that name. */
export function raisesAgain(tree: SyntaxTree, block: Node, name?: string): boolean {
  return statementsOf(tree, block).some((statement) => {
    if (isReraise(tree, statement, name)) return true
    const raises = (inner: Node) => inner !== NO_NODE && raisesAgain(tree, inner, name)
    switch (tree.kind(statement)) {
      case K_WITH_STATEMENT:
        return raises(bodyOf(tree, statement))
      case K_IF_STATEMENT: {
        const others = tree
          .namedChildren(statement)
          .filter((one) => tree.kind(one) === K_ELIF_CLAUSE || tree.kind(one) === K_ELSE_CLAUSE)
        return (
          tree.hasChildOfKind(statement, K_ELSE_CLAUSE) &&
          [statement, ...others].every((one) => raises(tree.childOfKind(one, K_BLOCK)))
        )
      }
      case K_TRY_STATEMENT: {
        const last = tree.childOfKind(statement, K_FINALLY_CLAUSE)
        if (last !== NO_NODE && raises(bodyOf(tree, last))) return true
        return !tree.hasChildOfKind(statement, K_EXCEPT_CLAUSE) && raises(bodyOf(tree, statement))
      }
      default:
        return false
    }
  })
}

/** True when the block raises again anywhere, under a condition too. */
export function mayRaiseAgain(tree: SyntaxTree, block: Node, name?: string): boolean {
  const end = tree.endOfSubtree(block)
  for (let node = block; node < end; ) {
    const kind = tree.kind(node)
    if (kind === K_FUNCTION_DEFINITION || kind === K_CLASS_DEFINITION || kind === K_LAMBDA) {
      node = tree.endOfSubtree(node)
      continue
    }
    if (isReraise(tree, node, name)) return true
    node += 1
  }
  return false
}

/** `six.reraise(*info)` and `with excutils.save_and_reraise_exception():`. */
const RERAISING = /^(?:with\s+)?[\w.]*(?<![a-z])re_?raise\w*\s*\(/i

/**
 * True for `raise` without a value or with the caught exception itself, and for the helpers of
 * libraries that do the same under a name that says so.
 */
export function isReraise(tree: SyntaxTree, statement: Node, name?: string): boolean {
  const kind = tree.kind(statement)
  if (kind === K_WITH_STATEMENT || kind === K_EXPRESSION_STATEMENT) {
    return RERAISING.test(tree.spelled(statement))
  }
  if (kind !== K_RAISE_STATEMENT) return false
  const value = statementsOf(tree, statement)[0]
  return value === undefined || (name !== undefined && tree.text(value) === name)
}

/** The name behind `as` of an `except` clause. */
export function caughtName(tree: SyntaxTree, clause: Node): string | undefined {
  const header = /^except\s*\*?[^\n]*?\bas\s+(\w+)\s*:/.exec(tree.text(clause))
  return header?.[1]
}
