// What reviewers wrote for the packet, in the form that the snapshot has it.
import type { ReviewSnapshot, SnapshotFinding, SnapshotText } from '../../api/snapshot.ts'
import type { ReviewStore } from '../../store/review-store.ts'

interface ReviewerWords {
  readonly ofReview: readonly SnapshotText[]
  readonly adjustment: Pick<NonNullable<ReviewSnapshot['concurrency']>, 'adjustment'>
  readonly ofFinding: (
    findingId: number,
  ) => Pick<SnapshotFinding, 'texts' | 'tests' | 'effortHours'>
}

/** Reads all of it; belongs into the transaction of a snapshot. */
export function reviewerWords(store: ReviewStore): ReviewerWords {
  const texts = groupBy(
    store.fieldTexts.all().filter(({ text }) => text.trim() !== ''),
    ({ findingId }) => findingId ?? 0,
  )
  const tests = groupBy(store.newTests.all(), ({ findingId }) => findingId)
  const hours = new Map(store.estimates.all().map((one) => [one.findingId, one.hours]))
  const textsOf = (findingId: number): readonly SnapshotText[] =>
    (texts.get(findingId) ?? []).map(({ field, text, isConfirmed }) => ({
      field,
      text,
      isConfirmed,
    }))
  const { points, reason } = store.estimates.adjustment()
  return {
    ofReview: textsOf(0),
    adjustment: points === 0 ? {} : { adjustment: { points, reason } },
    ofFinding(findingId) {
      const effort = hours.get(findingId)
      return {
        texts: textsOf(findingId),
        tests: (tests.get(findingId) ?? []).map(
          ({ id: _id, findingId: _of, rev: _rev, ...test }) => test,
        ),
        ...(effort ? { effortHours: effort } : {}),
      }
    },
  }
}

function groupBy<T>(values: readonly T[], key: (value: T) => number): ReadonlyMap<number, T[]> {
  const groups = new Map<number, T[]>()
  for (const value of values) {
    const own = groups.get(key(value))
    if (own === undefined) groups.set(key(value), [value])
    else own.push(value)
  }
  return groups
}
