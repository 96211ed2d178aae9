// A report that says what the run before said: what is stored of it is marked as this run's, and
// nothing of it is written again.
import type { Db } from './connection.ts'
import type { ReportedFinding } from './reported.ts'

/** What was stored of a report that a later run may repeat. */
export interface StoredReport {
  /** Of all that the report says. */
  readonly digest: string
  /** Sum of the revisions of its fixes: each change since makes it another one. */
  readonly fixes: number
}

/** What stands beside the observations of a file. */
interface Kept {
  readonly stored?: StoredReport
  readonly reported?: readonly Pick<ReportedFinding, 'id'>[]
}

export function repeatedReports(db: Db) {
  // Another version may sort the same findings into other categories.
  const former = db
    .prepare(`SELECT b.id FROM runs a JOIN runs b ON b.id = (SELECT MAX(id) FROM runs WHERE id < a.id)
      AND b.tool_version = a.tool_version AND b.rule_set_version = a.rule_set_version WHERE a.id = ?`)
    .pluck()
  const find = db
    .prepare('SELECT observed FROM observations WHERE run_id = @former AND path = @path')
    .pluck()
  // All but those that were renamed or marked as gone since: the run would write them anew.
  const countSame = db
    .prepare(`SELECT COUNT(*) FROM findings f WHERE f.id IN (SELECT value FROM json_each(@ids))
      AND f.path = @path AND f.last_run = @former AND f.is_gone = 0
      AND f.text_sha256 = (SELECT sha256 FROM files WHERE run_id = @former AND path = @path)`)
    .pluck()
  const fixRevisions = db
    .prepare(`SELECT COALESCE(SUM(rev), 0) FROM fixes
      WHERE finding_id IN (SELECT value FROM json_each(?))`)
    .pluck()
  const markFindings = db.prepare(`UPDATE findings SET last_run = @runId
    WHERE id IN (SELECT value FROM json_each(@ids))`)
  const copyFile = db.prepare(`INSERT INTO files (run_id, path, state, issue, detail, lines, bytes,
    sha256) SELECT @runId, path, state, issue, detail, lines, bytes, sha256 FROM files
    WHERE run_id = @former AND path = @path`)
  const copyObserved = db.prepare(`INSERT INTO observations (run_id, path, observed)
    VALUES (@runId, @path, @observed)`)

  const idsOf = (reported: readonly Pick<ReportedFinding, 'id'>[]) =>
    JSON.stringify(reported.map(({ id }) => id))

  return {
    /** What is kept of a report, once its findings and their fixes are written. */
    stored(digest: string, reported: readonly ReportedFinding[]): StoredReport {
      return { digest, fixes: fixRevisions.get(idsOf(reported)) as number }
    },
    /** The run whose reports this one may repeat. */
    former: (runId: number) => former.get(runId) as number | undefined,
    /**
     * Marks what the former run stored of a file as this run's if the report is the same. Gives the
     * number of its findings; undefined where the report must be written. Inside a transaction.
     */
    repeat(runId: number, former: number, path: string, digest: string): number | undefined {
      const observed = find.get({ former, path }) as string | undefined
      // Written by `putObserved`.
      const kept = observed === undefined ? {} : (JSON.parse(observed) as Kept)
      const { stored, reported = [] } = kept
      if (stored?.digest !== digest) return undefined
      if (reported.length > 0) {
        const ids = idsOf(reported)
        if (countSame.get({ ids, path, former }) !== reported.length) return undefined
        if (fixRevisions.get(ids) !== stored.fixes) return undefined
        markFindings.run({ ids, runId })
      }
      copyFile.run({ runId, former, path })
      copyObserved.run({ runId, path, observed })
      return reported.length
    },
  }
}
