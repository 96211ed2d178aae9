// Inserts that wait for each other at the row that they belong to.
import type { UniqueSet } from '../../../domain/orm/model.ts'
import type { Write } from '../../../domain/sql/read-write.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { executedQueries } from '../../../matching/rows/executed-queries.ts'
import { rowOrigin } from '../../../matching/rows/orm-rows.ts'
import { F_OBJECT, K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE } from '../../../syntax/tree.ts'

/**
 * True where the insert is keyed by a row that was loaded with a lock, and looked for behind that:
 * whoever comes second waits, and then finds it.
 */
export function isKeyedByLockedRow(
  checker: Checker,
  owner: FunctionFacts,
  { call, model, values }: Write,
  { columns }: UniqueSet,
): boolean {
  const { tree } = checker
  const isLocked = values.some(({ column, value }) => {
    if (!columns.includes(column) || value === NO_NODE) return false
    if (tree.kind(value) !== K_ATTRIBUTE) return false
    return rowOrigin(checker, tree.child(value, F_OBJECT))?.isLocked === true
  })
  return (
    isLocked &&
    executedQueries(checker).some(
      (one) => one.owner === owner && one.call < call && one.rows.query.model === model,
    )
  )
}
