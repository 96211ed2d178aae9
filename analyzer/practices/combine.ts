// The practices of a project from the counts of its files.
import type { Category, Location } from '../model.ts'
import type { PracticeCount } from './observe.ts'
import { PRACTICE_WORDS } from './words/all.ts'

/** Something that is done well, with the evidence counted. Plain data. */
export interface PracticeResult {
  readonly id: string
  readonly title: string
  /** One sentence with the numbers. */
  readonly sentence: string
  readonly category: Category
  /** How many of how many places follow it. */
  readonly count: number
  readonly total: number
  /** Some of the places that follow it. */
  readonly places: readonly Location[]
}

const MAX_PLACES = 12

/** Adds up what the files told, in the order of the registry; `files` in the order of their paths. */
export function combinePractices(
  files: readonly (readonly PracticeCount[])[],
): readonly PracticeResult[] {
  const counts = Map.groupBy(files.flat(), ({ id }) => id)
  return PRACTICE_WORDS.flatMap(({ id, title, category, sentence }) => {
    const own = counts.get(id)
    if (own === undefined) return []
    const count = own.reduce((sum, one) => sum + one.count, 0)
    const total = own.reduce((sum, one) => sum + one.total, 0)
    const places = own.flatMap((one) => one.places).slice(0, MAX_PLACES)
    return [{ id, title, category, sentence: sentence({ count, total }), count, total, places }]
  })
}
