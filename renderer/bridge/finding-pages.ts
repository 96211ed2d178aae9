// The rows of all findings, asked for in pages: reading one large answer would stop the window.
import type { FindingRow } from '../../electron/api/domain.ts'
import { changedPlaces } from '../state/rows.ts'
import type { Client } from './client.ts'

/** Rows of one page: read in a few milliseconds. */
const PAGE = 2_000

/** All rows of a review, in the order of their numbers. */
export async function readFindings(api: Client, reviewId: number): Promise<readonly FindingRow[]> {
  const rows: FindingRow[] = []
  for (let after = 0; ; ) {
    const page = await api.call('findings.list', { reviewId, after, limit: PAGE })
    for (const row of page) {
      rows.push(row)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) {
      return rows
    }
    after = last.id
  }
}

/** Rows that were read while something changed give way to the newer ones that are shown. */
export function keepNewer(shown: unknown, read: unknown): unknown {
  if (!Array.isArray(shown) || !Array.isArray(read) || shown === read) {
    return read
  }
  // Both are answers of `findings.list`, in the order of their numbers.
  const [before, after] = [shown as FindingRow[], read as FindingRow[]]
  if (isNowhereNewer(before, after)) {
    return after
  }
  let at = 0
  return after.map((row) => {
    while ((before[at]?.id ?? row.id) < row.id) {
      at += 1
    }
    const known = before[at]
    return known?.id === row.id && known.rev > row.rev ? known : row
  })
}

/** True for the usual answer: the same findings, and none of them known in a newer state. */
function isNowhereNewer(before: readonly FindingRow[], after: readonly FindingRow[]): boolean {
  const changed = changedPlaces(before, after)
  return changed?.every((at) => (before[at]?.rev ?? 0) <= (after[at]?.rev ?? 0)) ?? false
}
