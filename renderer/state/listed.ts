// What the findings list shows now, for commands that move in it and for the source that marks its
// rows. Written by the list alone.
import { create } from 'zustand'
import type { FindingRow } from '../../electron/api/domain.ts'
import { NO_ROWS, type Rows } from './rows.ts'

export type ListedItem =
  | { readonly kind: 'group'; readonly key: string }
  | { readonly kind: 'finding'; readonly id: number }

interface Listed {
  readonly items: readonly ListedItem[]
  /** All findings of the review, whether or not the filter shows them. */
  readonly rows: Rows
}

export const useListed = create<Listed>(() => ({
  items: [],
  rows: NO_ROWS,
}))

/** The row of a finding, whether or not the filter shows it. */
export function listedRow(id: number | undefined): FindingRow | undefined {
  return id === undefined ? undefined : useListed.getState().rows.get(id)
}

/** All findings of a file, in no order that means something. */
export function rowsOfFile(rows: Rows, path: string | undefined): readonly FindingRow[] {
  return path === undefined ? [] : rows.ofPath(path)
}

/** Where a finding stands among the items, -1 if it is not listed. */
function placeOfFinding(items: readonly ListedItem[], id: number | undefined): number {
  // A plain loop: this runs with each key on lists of a hundred thousand.
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]
    if (item?.kind === 'finding' && item.id === id) return at
  }
  return -1
}

/**
 * The finding `step` rows on from the selected one, over group rows; the first (or last) one when
 * none is selected. `undefined` at the end of the list.
 */
export function neighbour(
  items: readonly ListedItem[],
  selectedId: number | undefined,
  step: 1 | -1,
): number | undefined {
  const at = placeOfFinding(items, selectedId)
  const from = at === -1 && step === -1 ? items.length : at
  for (let index = from + step; index >= 0 && index < items.length; index += step) {
    const item = items[index]
    if (item?.kind === 'finding') {
      return item.id
    }
  }
  return undefined
}
