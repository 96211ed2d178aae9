// A list that does not jump: rows keep the place and the group that they had when the list was
// last ordered, whatever was decided about them since.
import type { FindingRow } from '../../electron/api/domain.ts'

/**
 * The rows as they shall be filtered and ordered: known ones as they were, new ones as they are.
 * Rows that are gone from `rows` are gone from the answer.
 */
export function holdStill(
  before: ReadonlyMap<number, FindingRow>,
  rows: readonly FindingRow[],
): readonly FindingRow[] {
  return before.size === 0 ? rows : rows.map((row) => before.get(row.id) ?? row)
}
