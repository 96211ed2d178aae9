// All findings of a review, found by id and by file. A decision changes one row of a hundred
// thousand: what is known of the others is taken over, not made again.
import type { FindingRow } from '../../electron/api/domain.ts'

export interface Rows {
  /** In the order of their ids. */
  readonly all: readonly FindingRow[]
  get(id: number): FindingRow | undefined
  values(): Iterable<FindingRow>
  /** The findings of a file; the same answer as before as long as none of them changes. */
  ofPath(path: string): readonly FindingRow[]
  /** What was found out about files so far, for the rows that come after these. */
  readonly files: Files
}

/** Where the rows of each file stand, kept as long as no row comes or goes; and answers given. */
interface Files {
  readonly places: { value: ReadonlyMap<string, readonly number[]> | undefined }
  readonly answers: Map<string, readonly FindingRow[]>
}

const NONE: readonly FindingRow[] = []

/** The place of a row in an array in the order of ids, -1 if it is not there. */
export function placeOfId(rows: readonly { readonly id: number }[], id: number): number {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const there = rows[middle]?.id ?? id
    if (there === id) return middle
    if (there < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** From which list another one was made, and the places at which the two differ. */
interface Origin {
  /** Weak: a list does not keep all those before it. */
  readonly before: WeakRef<readonly FindingRow[]>
  readonly places: readonly number[]
}

const ORIGIN = Symbol('the list that this one was made from')

/** A list that may know its origin. */
type ListOfRows = readonly FindingRow[] & { readonly [ORIGIN]?: Origin }

/** The places at which two lists of the same findings differ; undefined if they are of others. */
export function changedPlaces(
  before: readonly FindingRow[],
  after: ListOfRows,
): readonly number[] | undefined {
  if (before === after) return []
  // Each decision is asked about in several places, of a hundred thousand rows each time.
  const origin = after[ORIGIN]
  if (origin?.before.deref() === before) return origin.places
  if (before.length !== after.length) return undefined
  const changed: number[] = []
  for (let at = 0; at < after.length; at += 1) {
    const [row, now] = [before[at], after[at]]
    if (row === now) continue
    if (row?.id !== now?.id) return undefined
    changed.push(at)
  }
  return changed
}

function placesByPath(all: readonly FindingRow[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (let at = 0; at < all.length; at += 1) {
    const path = all[at]?.location.path ?? ''
    const known = places.get(path)
    if (known) known.push(at)
    else places.set(path, [at])
  }
  return places
}

/** What is known of the files of `before` and still holds. */
function filesAfter(before: Rows, all: readonly FindingRow[]): Files | undefined {
  const changed = changedPlaces(before.all, all)
  if (changed === undefined) return undefined
  const answers = new Map(before.files.answers)
  for (const at of changed) {
    const [was, is] = [before.all[at]?.location.path, all[at]?.location.path]
    if (was === undefined || was !== is) return undefined
    answers.delete(was)
  }
  return { places: before.files.places, answers }
}

/** The rows behind one face; what `before` knows is taken over when little changed. */
export function createRows(all: readonly FindingRow[], before?: Rows): Rows {
  const files = (before && filesAfter(before, all)) ?? {
    places: { value: undefined },
    answers: new Map<string, readonly FindingRow[]>(),
  }
  return {
    all,
    files,
    get: (id) => all[placeOfId(all, id)],
    values: () => all,
    ofPath(path) {
      files.places.value ??= placesByPath(all)
      const answer =
        files.answers.get(path) ??
        files.places.value.get(path)?.flatMap((at) => all[at] ?? []) ??
        NONE
      files.answers.set(path, answer)
      return answer
    },
  }
}

export const NO_ROWS: Rows = createRows([])

/** The list with some rows replaced by newer ones; itself when none of them is newer. */
export function withRows(
  all: readonly FindingRow[],
  newer: readonly FindingRow[],
): readonly FindingRow[] {
  const next = [...all]
  const places = new Set<number>()
  for (const row of newer) {
    const at = placeOfId(next, row.id)
    const known = next[at]
    if (known && row.rev >= known.rev) {
      next[at] = row
      places.add(at)
    }
  }
  if (places.size === 0) return all
  const origin: Origin = { before: new WeakRef(all), places: [...places].sort((a, b) => a - b) }
  return Object.defineProperty(next, ORIGIN, { value: origin })
}
