// Another end for the block of a handler.
import type { FixDraft } from '../../../engine/checker.ts'
import { indentOf, insertAfter, lineBreakOf, replace } from '../../../matching/edits/edits.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import {
  K_BREAK_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_PASS_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../../syntax/tree.ts'

const LEAVING: ReadonlySet<number> = new Set([
  K_PASS_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_BREAK_STATEMENT,
  K_RETURN_STATEMENT,
])

/** `raise` at the end of an `except` clause, in the place of a statement that leaves it otherwise. */
export function raiseAgainFix(tree: SyntaxTree, clause: Node, body: Node): FixDraft[] {
  const last = statementsOf(tree, body).at(-1)
  if (last === undefined) return []
  if (tree.line(last) === tree.line(clause) || tree.kind(last) === K_RAISE_STATEMENT) return []
  const edit = LEAVING.has(tree.kind(last))
    ? replace(tree, last, 'raise')
    : insertAfter(tree, last, `${lineBreakOf(tree)}${indentOf(tree, last)}raise`)
  return [{ title: 'Raise it again', grade: 'needs-review', edits: [edit] }]
}
