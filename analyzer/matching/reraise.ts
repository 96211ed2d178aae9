// Whether an `except` clause lets the exception go on.
import {
  K_CLASS_DEFINITION,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_LAMBDA,
  K_RAISE_STATEMENT,
  K_WITH_STATEMENT,
} from '../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../syntax/tree.ts'
import { statementsOf } from './statements.ts'

/** True when the block raises again on its own level: `raise` or `raise error` of that name. */
export function raisesAgain(tree: SyntaxTree, block: Node, name?: string): boolean {
  return statementsOf(tree, block).some((statement) => isReraise(tree, statement, name))
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
    return RERAISING.test(tree.text(statement))
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
