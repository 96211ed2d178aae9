// How much of the code a person has read, in the words of the documents.
import type { Coverage } from '../api/regions.ts'
import { whole } from './labels.ts'

export interface ReviewedShare {
  readonly name: string
  readonly read: number
  readonly of: number
}

/** Lines, then functions and classes, then those of them that make a reader careful. */
export function reviewedShares({ total }: Coverage): readonly ReviewedShare[] {
  return [
    { name: 'lines', read: total.reviewedLines, of: total.lines },
    { name: 'functions and classes', read: total.reviewedSymbols, of: total.symbols },
    { name: 'risky ones of them', read: total.reviewedRiskySymbols, of: total.riskySymbols },
  ]
}

/** `620 of 900 lines, 41 of 80 functions and classes, 7 of 12 risky ones of them` */
export function reviewedSentence(coverage: Coverage): string {
  return reviewedShares(coverage)
    .filter(({ of }) => of > 0)
    .map(({ name, read, of }) => `${whole(read)} of ${whole(of)} ${name}`)
    .join(', ')
}
