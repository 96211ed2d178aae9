// Why the last analysis of a review did not reach its end, as the backend told it.
import { create } from 'zustand'
import type { ErrorData } from '../../electron/api/errors.ts'
import type { Client } from './client.ts'

interface RunFailures {
  readonly byReview: ReadonlyMap<number, ErrorData>
}

export const useRunFailures = create<RunFailures>(() => ({ byReview: new Map() }))

/** Remembers the last failure of each review; the header says whether it still stands. */
export function followRuns(api: Client) {
  api.on('analysis.failed', ({ reviewId, ...failure }) => {
    useRunFailures.setState(({ byReview }) => ({
      byReview: new Map([...byReview, [reviewId, failure]]),
    }))
  })
}
