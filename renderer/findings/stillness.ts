// A list that does not jump: rows keep the place and the group that they had when the list was
// last ordered, whatever was decided about them since.
import type { FindingRow } from '../../electron/api/domain.ts'
import { changedPlaces } from '../state/rows.ts'

/**
 * The rows as they shall be filtered and ordered: known ones as they were, new ones as they are.
 * Rows that are gone from `rows` are gone from the answer. When nothing came and nothing went, the
 * answer is `before` itself.
 */
export function holdStill(
  before: readonly FindingRow[],
  rows: readonly FindingRow[],
): readonly FindingRow[] {
  if (changedPlaces(before, rows) !== undefined) {
    return before
  }
  const known = new Map(before.map((row) => [row.id, row]))
  return rows.map((row) => known.get(row.id) ?? row)
}
