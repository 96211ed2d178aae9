// Edits that lock a row where it is loaded.
import type { Checker, FixDraft } from '../../../engine/checker.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { insertAfter, insertBefore } from '../../../matching/edits/edits.ts'
import { isSession, type RowOrigin } from '../../../matching/rows/orm-rows.ts'
import { F_ARGUMENTS, F_OBJECT } from '../../../syntax/kinds.ts'
import { NO_NODE } from '../../../syntax/tree.ts'

/** The lock added to the query that loads the row. */
export function lockFix(checker: Checker, origin: RowOrigin): FixDraft[] {
  const { tree } = checker
  if (origin.query === NO_NODE || origin.kind !== 'loaded') return []
  const title = 'Lock the row when it is loaded'
  if (origin.isDjango) {
    const edits = [insertAfter(tree, origin.query, '.select_for_update()')]
    return [{ title, grade: 'needs-review', edits }]
  }
  if (origin.query !== origin.node || calleeName(tree, origin.query) !== 'get') {
    const edits = [insertAfter(tree, origin.query, '.with_for_update()')]
    return [{ title, grade: 'needs-review', edits }]
  }
  const list = tree.child(origin.query, F_ARGUMENTS)
  const closing = tree.endOfSubtree(list) - 1
  if (!isSession(checker, tree.child(tree.callee(origin.query), F_OBJECT))) return []
  return [
    {
      title,
      grade: 'needs-review',
      edits: [insertBefore(tree, closing, ', with_for_update=True')],
    },
  ]
}
