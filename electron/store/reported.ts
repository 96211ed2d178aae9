// The findings of each run as they were at its time. The findings themselves are overwritten by the
// next run; this stands beside what else a run told of each file and goes with it.
import type { Confidence, Finding, Severity } from '../../analyzer/model.ts'
import type { Db } from './connection.ts'

/** A finding as one run reported it. */
export interface ReportedFinding {
  /** The id under which the review keeps it. */
  readonly id: number
  readonly ruleId: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly message: string
  readonly startLine: number
  readonly endLine: number
  /** Hash of its code, folded as the anchor folds it. */
  readonly snippetHash: string
  /** A comment in the source silences it. */
  readonly isSuppressed: boolean
}

/** What of a finding is kept for later comparisons. */
export function reportedOf(id: number, finding: Finding): ReportedFinding {
  const { ruleId, severity, confidence, message, location, suppressed, anchor } = finding
  const { startLine, endLine } = location.range
  return {
    id,
    ruleId,
    severity,
    confidence,
    message,
    startLine,
    endLine,
    snippetHash: anchor.snippetHash,
    isSuppressed: suppressed !== undefined,
  }
}

export function reportedFindings(db: Db) {
  const of = db.prepare(`SELECT path, observed -> '$.reported' AS reported FROM observations
    WHERE run_id = ? AND observed -> '$.reported' IS NOT NULL ORDER BY path`)
  // Earlier versions kept none, and then of no file.
  const first = db
    .prepare(
      `SELECT observed -> '$.reported' IS NOT NULL FROM observations WHERE run_id = ? LIMIT 1`,
    )
    .pluck()
  const hasFiles = db.prepare('SELECT EXISTS (SELECT 1 FROM files WHERE run_id = ?)').pluck()
  const slim = db.prepare(`UPDATE observations
    SET observed = json_object('reported', json(observed -> '$.reported'))
    WHERE run_id = ? AND observed -> '$.reported' IS NOT NULL`)
  const drop = db.prepare(`DELETE FROM observations
    WHERE run_id = ? AND observed -> '$.reported' IS NULL`)

  return {
    /** The findings of the files that a run read, by path. */
    of(runId: number): ReadonlyMap<string, readonly ReportedFinding[]> {
      // Only `putObserved` writes the column.
      const rows = of.all(runId) as { readonly path: string; readonly reported: string }[]
      return new Map(
        rows.map(({ path, reported }) => [path, JSON.parse(reported) as ReportedFinding[]]),
      )
    },
    /** Whether it is known what a run reported. One that read nothing reported nothing. */
    isKept(runId: number): boolean {
      const answer = first.get(runId) as 0 | 1 | undefined
      return (answer ?? hasFiles.get(runId)) === 1
    },
    /** Forgets what else a run told. Belongs inside a transaction. */
    keepAlone(runId: number): void {
      drop.run(runId)
      slim.run(runId)
    },
  }
}
