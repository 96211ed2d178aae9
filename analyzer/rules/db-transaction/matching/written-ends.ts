// Rows that are written where a block or a function ends, not by a call of their own.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import { K_FUNCTION_DEFINITION, K_WITH_CLAUSE, K_WITH_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The block or function that commits where it ends, unless it expects violations itself. */
export function writtenAtEnd(checker: Checker, call: Node): Node | undefined {
  const regions = sqlOf(checker).regions(call)
  const region = regions.find(({ kind }) => kind === 'transaction')
  return region === undefined ||
    regions.some(({ kind, expects }) => kind === 'savepoint' || expects)
    ? undefined
    : region.node
}

/** `with session.begin_nested():` around the insert. */
export function isWrittenAtEnd({ tree }: Checker, call: Node): boolean {
  for (
    let at = tree.ancestor(call, K_WITH_STATEMENT, K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) === K_WITH_STATEMENT;
    at = tree.ancestor(at, K_WITH_STATEMENT, K_FUNCTION_DEFINITION)
  ) {
    const clause = tree.childOfKind(at, K_WITH_CLAUSE)
    if (/\b(?:begin|begin_nested|atomic|savepoint)\b/.test(tree.spelled(clause))) return true
  }
  return false
}
