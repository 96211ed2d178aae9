// What is said of a practice, apart from how it is found: whoever only reads counts needs no more.
import type { Category } from '../../model.ts'

export interface PracticeWords {
  readonly id: string
  /** Names the practice, fit for a heading: `Locks released on every path`. */
  readonly title: string
  readonly category: Category
  /** One sentence with the numbers: `12 of 12 locks are taken with a with statement.` */
  readonly sentence: (counted: Counted) => string
}

export interface Counted {
  readonly count: number
  readonly total: number
}

export function practiceWords(words: PracticeWords): PracticeWords {
  return words
}

/** `All 12 locks`, `11 of 12 locks`, `The only lock`. */
export function share({ count, total }: Counted, one: string, many = `${one}s`): string {
  if (count === total && total === 1) return `The only ${one}`
  return count === total ? `All ${total} ${many}` : `${count} of ${total} ${many}`
}

/** The verb after `share`: `is` for one, `are` for several. */
export function verb({ count }: Counted, one: string, many: string): string {
  return count === 1 ? one : many
}
