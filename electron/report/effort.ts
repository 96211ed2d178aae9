// Hours as ranges that always add up. Everything is kept in steps of three minutes (0.05 h), so that
// the printed parts of a sum give exactly the printed sum.
import type { RuleInfo } from '../../analyzer/model.ts'
import type { SnapshotFinding } from '../api/snapshot.ts'

/** A range of effort in steps of 0.05 hours. */
export interface Effort {
  readonly low: number
  readonly high: number
}

const STEPS_PER_HOUR = 20
/** For a finding whose rule is not in the snapshot. */
const UNKNOWN = { low: 0.5, high: 2 }
/** Writing one proposed test. */
export const TEST_HOURS = { low: 0.25, high: 0.5 }
/** Checking one fix of a blocker again. */
export const REVIEW_HOURS = { low: 0.25, high: 0.5 }

const NO_EFFORT: Effort = { low: 0, high: 0 }

/** From hours; a high end below the low one is raised to it. */
export function effortOf(hours: { readonly low: number; readonly high: number }): Effort {
  const low = Math.max(0, Math.round(hours.low * STEPS_PER_HOUR))
  return { low, high: Math.max(low, Math.round(hours.high * STEPS_PER_HOUR)) }
}

export function sum(efforts: readonly Effort[]): Effort {
  return efforts.reduce((a, b) => ({ low: a.low + b.low, high: a.high + b.high }), NO_EFFORT)
}

export function times(
  hours: { readonly low: number; readonly high: number },
  count: number,
): Effort {
  const one = effortOf(hours)
  return { low: one.low * count, high: one.high * count }
}

/** `0.5-2 h`, `3 h`. */
export function hoursWord(effort: Effort): string {
  const low = hours(effort.low)
  const high = hours(effort.high)
  return low === high ? `${low} h` : `${low}-${high} h`
}

/** Hours as a number with at most two decimals. */
export function hours(steps: number): number {
  return Math.round((steps / STEPS_PER_HOUR) * 100) / 100
}

/** The reviewer's estimate, else the rule's default. */
export function findingEffort(finding: SnapshotFinding, rule: RuleInfo | undefined): Effort {
  return effortOf(finding.effortHours ?? rule?.effortHours ?? UNKNOWN)
}

export interface EffortSums {
  /** Mending what must be closed before the merge. */
  readonly blockers: Effort
  /** Writing the proposed tests. */
  readonly tests: Effort
  /** Checking the fixes of the blockers again. */
  readonly review: Effort
  /** The three above. */
  readonly toMerge: Effort
  /** Mending what is open beyond the blockers. */
  readonly others: Effort
  /** Everything that is open. */
  readonly total: Effort
}

/** Sums over open findings; `effort` gives that of one finding. */
export function effortSums(
  blockers: readonly SnapshotFinding[],
  others: readonly SnapshotFinding[],
  testCount: number,
  effort: (finding: SnapshotFinding) => Effort,
): EffortSums {
  const blockerSum = sum(blockers.map(effort))
  const otherSum = sum(others.map(effort))
  const tests = times(TEST_HOURS, testCount)
  const review = times(REVIEW_HOURS, blockers.length)
  const toMerge = sum([blockerSum, tests, review])
  return {
    blockers: blockerSum,
    tests,
    review,
    toMerge,
    others: otherSum,
    total: sum([toMerge, otherSum]),
  }
}
