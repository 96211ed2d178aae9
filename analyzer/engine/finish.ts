// The reports of all files, from whatever number of workers, as one result in one order.
import type { FileRecord, Finding, RuleFailure } from '../model.ts'
import { compareFindings, compareText } from './fingerprint.ts'
import type { FileReport } from './phases.ts'
import type { Suppression } from './suppressions.ts'

/** A suppression comment with the file it stands in. */
export interface FileSuppression extends Suppression {
  readonly path: string
}

/** The outcome of a run. Plain data. */
export interface ReviewResult {
  readonly findings: readonly Finding[]
  readonly records: readonly FileRecord[]
  readonly failures: readonly RuleFailure[]
  readonly suppressions: readonly FileSuppression[]
}

/** Puts the reports together. The order in which they came does not matter. */
export function finishReview(reports: readonly FileReport[]): ReviewResult {
  const ordered = reports.toSorted((a, b) => compareText(a.record.path, b.record.path))
  return {
    findings: ordered.flatMap(({ findings }) => findings).toSorted(compareFindings),
    records: ordered.map(({ record }) => record),
    failures: ordered
      .flatMap(({ failures }) => failures)
      .toSorted((a, b) => compareText(a.path, b.path) || compareText(a.ruleId, b.ruleId)),
    suppressions: ordered.flatMap(({ record, suppressions }) =>
      suppressions.map((suppression) => ({ ...suppression, path: record.path })),
    ),
  }
}
