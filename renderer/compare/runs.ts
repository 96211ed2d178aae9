// Which two runs are compared.
import type { RunRecord } from '../../electron/api/runs.ts'
import type { Compared } from '../state/view.ts'

export interface ChosenRuns {
  /** The earlier one. */
  readonly a: RunRecord
  readonly b: RunRecord
}

/** The chosen runs, or the last two; undefined where there are no two. `runs` has the newest first. */
export function chosenRuns(
  runs: readonly RunRecord[],
  { a, b }: Pick<Compared, 'a' | 'b'>,
): ChosenRuns | undefined {
  const comparable = runs.filter(({ isComparable }) => isComparable)
  const runB = comparable.find(({ id }) => id === b) ?? comparable[0]
  if (runB === undefined) return undefined
  const earlier = comparable.filter(({ id }) => id < runB.id)
  const runA = earlier.find(({ id }) => id === a) ?? earlier[0]
  return runA && { a: runA, b: runB }
}

/** Why no two runs can be compared. */
export function whyNotCompared(runs: readonly RunRecord[]): string {
  const ended = runs.filter(({ state }) => state !== 'running').length
  if (runs.length === 0) return 'Nothing was analysed yet.'
  if (ended < 2) {
    return 'There is one run so far. Analyse again, and what the next one finds differently stands here.'
  }
  return 'What earlier runs found was not kept: it is from now on. Analyse again to compare.'
}
