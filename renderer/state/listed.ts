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
  /** What queue, filter and scope leave, in the order of the list; in collapsed groups too. */
  readonly shown: readonly FindingRow[]
  /** All findings of the review, whether or not the filter shows them. */
  readonly rows: Rows
}

export const useListed = create<Listed>(() => ({
  items: [],
  shown: [],
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

/** A place in a file: a finding there, or a line between findings. */
export interface FilePlace {
  readonly path: string
  readonly line: number
  /** The number of the finding; without one, what starts at the line comes next both ways. */
  readonly number?: number | undefined
}

/** The next finding of the file by line, around its end; undefined where none of these is in it. */
export function nextInFile(
  shown: readonly FindingRow[],
  { path, line, number }: FilePlace,
  step: 1 | -1,
): FindingRow | undefined {
  const inFile = byLine(shown.filter(({ location }) => location.path === path))
  const from = number ?? (step === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
  const isBeyond = (row: FindingRow) =>
    (row.location.range.startLine - line || row.number - from) * step > 0
  return step === 1
    ? (inFile.find(isBeyond) ?? inFile[0])
    : (inFile.findLast(isBeyond) ?? inFile.at(-1))
}

/** Findings of one file from its top to its end. */
export function byLine(rows: readonly FindingRow[]): readonly FindingRow[] {
  return rows.toSorted(
    (a, b) => a.location.range.startLine - b.location.range.startLine || a.number - b.number,
  )
}
