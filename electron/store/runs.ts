// Analysis runs and the ledger of files that each of them leaves.
import type { FileObservations } from '../../analyzer/index.ts'
import type { FileRecord, OutlinedSymbol, RuleFailure } from '../../analyzer/model.ts'
import { AppError } from '../api/errors.ts'
import type { GitFacts } from '../api/git-facts.ts'
import type { Db } from './connection.ts'
import { repeatedReports, type StoredReport } from './repeated.ts'
import { type ReportedFinding, reportedFindings } from './reported.ts'
import type { ReviewTable } from './review.ts'
import { isConstraintFailure } from './sqlite-failure.ts'
import type { Writer } from './writer.ts'

export type RunEnd = 'finished' | 'cancelled' | 'failed'

export interface RunRow {
  readonly id: number
  readonly state: 'running' | RunEnd
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly profile: string
  readonly toolVersion: string
  readonly ruleSetVersion: string
  readonly found: number
  /** Ids of the rules that ran, as JSON. */
  readonly rules: string
}

export interface RunStart {
  readonly profile: string
  /** What was asked for, as JSON. */
  readonly settings: string
  /** The rules that run. */
  readonly rules: readonly string[]
  readonly toolVersion: string
  readonly ruleSetVersion: string
  readonly git: GitFacts
}

export interface FileCounts {
  readonly found: number
  readonly analysed: number
  readonly partial: number
  readonly skipped: number
  readonly lines: number
}

/** A run whose process gave no sign for this long is taken for dead, in milliseconds. */
const SILENCE_LIMIT = 60_000
/** Runs of which all that they told is kept, the newest among them. */
const KEPT_WHOLE = 2
/** Runs whose ledger and findings are kept, to be compared with one another. */
const KEPT_LEDGERS = 8

const COLUMNS = `id, state, started_at AS startedAt, finished_at AS finishedAt, profile,
  tool_version AS toolVersion, rule_set_version AS ruleSetVersion, found, rules`

export function runTable(db: Db, writer: Writer, review: ReviewTable) {
  const insert = db.prepare(`INSERT INTO runs (state, started_at, profile, settings, rules,
    tool_version, rule_set_version, owner_pid, heartbeat_at) VALUES ('running', @at, @profile,
    @settings, @rules, @toolVersion, @ruleSetVersion, @pid, @at)`)
  const latest = db.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY id DESC LIMIT 1`)
  const one = db.prepare(`SELECT ${COLUMNS} FROM runs WHERE id = ?`)
  const all = db.prepare(`SELECT ${COLUMNS} FROM runs ORDER BY id DESC LIMIT ?`)
  const running = db.prepare(`SELECT id, owner_pid AS pid, heartbeat_at AS heartbeatAt
    FROM runs WHERE state = 'running'`)
  const beat = db.prepare('UPDATE runs SET heartbeat_at = ? WHERE id = ?')
  const setFound = db.prepare('UPDATE runs SET found = ? WHERE id = ?')
  const setRepository = db.prepare(`UPDATE runs SET profile = @profile, rules = @rules,
    settings = json_set(settings, '$.repository', json(@repository)) WHERE id = @id`)
  const repository = db.prepare(`SELECT settings ->> '$.repository' FROM runs WHERE id = ?`).pluck()
  const end = db.prepare(`UPDATE runs SET state = @state, finished_at = @at
    WHERE id = @id AND state = 'running'`)
  const putFile = db.prepare(`INSERT INTO files (run_id, path, state, issue, detail, lines, bytes,
    sha256) VALUES (@runId, @path, @state, @issue, @detail, @lines, @bytes, @sha256)
    ON CONFLICT (run_id, path) DO UPDATE SET state = excluded.state, issue = excluded.issue,
    detail = excluded.detail, lines = excluded.lines, bytes = excluded.bytes,
    sha256 = excluded.sha256`)
  const ledger = db.prepare(`SELECT path, state, issue, detail, lines, bytes, sha256 FROM files
    WHERE run_id = ? ORDER BY path`)
  const fileOf = db.prepare(`SELECT path, state, issue, detail, lines, bytes, sha256 FROM files
    WHERE run_id = ? AND path = ?`)
  const counts = db.prepare(`SELECT COUNT(*) AS found,
    COALESCE(SUM(state = 'analysed'), 0) AS analysed, COALESCE(SUM(state = 'partial'), 0) AS partial,
    COALESCE(SUM(state = 'skipped'), 0) AS skipped,
    COALESCE(SUM(CASE WHEN state = 'skipped' THEN 0 ELSE lines END), 0) AS lines
    FROM files WHERE run_id = ?`)
  const putFailure = db.prepare(`INSERT INTO rule_failures (run_id, path, rule_id, message)
    VALUES (@runId, @path, @ruleId, @message) ON CONFLICT DO NOTHING`)
  const failures = db.prepare(`SELECT rule_id AS ruleId, path, message FROM rule_failures
    WHERE run_id = ? ORDER BY path, rule_id`)
  const putObserved = db.prepare(`INSERT INTO observations (run_id, path, observed)
    VALUES (@runId, @path, @observed) ON CONFLICT DO UPDATE SET observed = excluded.observed`)
  const observed = db.prepare(`SELECT observed FROM observations WHERE run_id = ? ORDER BY path`)
  const observedIn = db
    .prepare('SELECT observed FROM observations WHERE run_id = ? AND path = ?')
    .pluck()
  const outlines = db.prepare(`SELECT path, observed ->> '$.outline' AS outline FROM observations
    WHERE run_id = ?`)
  const reported = reportedFindings(db)
  const repeated = repeatedReports(db)
  const dropOldObserved = db.prepare('DELETE FROM observations WHERE run_id <= ?')
  const dropOldFiles = db.prepare('DELETE FROM files WHERE run_id <= ?')
  const dropOldFailures = db.prepare('DELETE FROM rule_failures WHERE run_id <= ?')

  const readLatest = () => latest.get() as RunRow | undefined

  /** Marks runs whose process is gone as failed. Belongs inside a transaction. */
  function buryDead(): void {
    const row = running.get() as { id: number; pid: number; heartbeatAt: string } | undefined
    if (row === undefined) return
    const silence = Date.parse(writer.now()) - Date.parse(row.heartbeatAt)
    if (isAlive(row.pid) && silence < SILENCE_LIMIT) return
    end.run({ id: row.id, state: 'failed', at: writer.now() })
    writer.record({
      kind: 'run.failed',
      subject: `run:${row.id}`,
      reason: 'The process that made it ended before it was done.',
    })
  }

  return {
    latest: readLatest,
    /** The newest first. */
    last: (count: number) => all.all(count) as RunRow[],
    /** Ends what an earlier process left unfinished; call it when the review is opened. */
    recover(): void {
      if (running.get() !== undefined) writer.write(buryDead)
    },
    /** Starts a run and gives its id. Throws `conflict` while another one is under way. */
    start({ git, rules, ...settings }: RunStart): number {
      return writer.write(() => {
        buryDead()
        const id = insertRun({
          ...settings,
          rules: JSON.stringify(rules),
          at: writer.now(),
          pid: process.pid,
        })
        review.setGit(git)
        writer.record({
          kind: 'run.started',
          subject: `run:${id}`,
          after: JSON.stringify({ profile: settings.profile, commit: git.commit ?? '' }),
        })
        reported.keepAlone(id - KEPT_WHOLE)
        dropOldFailures.run(id - KEPT_WHOLE)
        dropOldFiles.run(id - KEPT_LEDGERS)
        dropOldObserved.run(id - KEPT_LEDGERS)
        return id
      })

      function insertRun(row: object): number {
        try {
          return Number(insert.run(row).lastInsertRowid)
        } catch (error) {
          if (!isConstraintFailure(error)) throw error
          throw new AppError(
            'conflict',
            'This review is being analysed already, by another window or command.',
            'Wait until it is done, or cancel it there.',
            { cause: error },
          )
        }
      }
    },
    /** A sign of life, so that no other process takes the run for dead. */
    beat(id: number): void {
      writer.write(() => beat.run(writer.now(), id))
    },
    setFound(id: number, found: number): void {
      writer.write(() => setFound.run(found, id))
    },
    /** Belongs inside a transaction. `repository` is what the repository set, as JSON. */
    setRepositorySettings(
      id: number,
      set: {
        readonly profile: string
        readonly rules: readonly string[]
        readonly repository: string
      },
    ): void {
      setRepository.run({ ...set, rules: JSON.stringify(set.rules), id })
    },
    /** What the repository set for a run, as JSON; null where it sets nothing. */
    repositorySettings: (id: number) => repository.get(id) as string | null,
    /** Belongs inside a transaction. */
    putFile(runId: number, record: FileRecord): void {
      putFile.run({ issue: null, detail: null, ...record, runId })
    },
    /** Belongs inside a transaction. */
    putFailure(runId: number, failure: RuleFailure): void {
      putFailure.run({ ...failure, runId })
    },
    /**
     * Belongs inside a transaction. `findings` are those of the file as the run reported them, and
     * `stored` tells this report from others; not given by what is no run of its own.
     */
    putObserved(
      runId: number,
      path: string,
      observations: FileObservations,
      findings?: readonly ReportedFinding[],
      stored?: StoredReport,
    ): void {
      const observed = JSON.stringify({ ...observations, reported: findings, stored })
      putObserved.run({ runId, path, observed })
    },
    /** Reports that a run need not write again. */
    repeated,
    /** What each run reported, as it was at its time. */
    reported: { of: reported.of, isKept: reported.isKept },
    /** What the files of a run told beside their findings, in the order of their paths. */
    observed(runId: number): readonly FileObservations[] {
      // Only `putObserved` writes the column.
      const rows = observed.all(runId) as { readonly observed: string }[]
      return rows.map((row) => JSON.parse(row.observed) as FileObservations)
    },
    /** What one file of a run told; undefined for one that was not read. */
    observedIn(runId: number, path: string): FileObservations | undefined {
      const row = observedIn.get(runId, path) as string | undefined
      return row === undefined ? undefined : (JSON.parse(row) as FileObservations)
    },
    /** The functions and classes of the files of a run, by path. */
    outlines(runId: number): ReadonlyMap<string, readonly OutlinedSymbol[]> {
      // Only `putObserved` writes the column; earlier versions wrote no outline.
      const rows = outlines.all(runId) as {
        readonly path: string
        readonly outline: string | null
      }[]
      return new Map(
        rows.map(({ path, outline }) => [
          path,
          outline === null ? [] : (JSON.parse(outline) as OutlinedSymbol[]),
        ]),
      )
    },
    /** Belongs inside a transaction. Does nothing if the run has ended already. */
    end(id: number, state: RunEnd, outcome: string): void {
      if (end.run({ id, state, at: writer.now() }).changes === 0) return
      writer.record({ kind: `run.${state}`, subject: `run:${id}`, after: outcome })
    },
    ledger: (runId: number) => (ledger.all(runId) as FileRow[]).map(asRecord),
    file(runId: number, path: string): FileRecord | undefined {
      const row = fileOf.get(runId, path) as FileRow | undefined
      return row && asRecord(row)
    },
    get: (runId: number) => one.get(runId) as RunRow | undefined,
    counts: (runId: number) => counts.get(runId) as FileCounts,
    failures: (runId: number) => failures.all(runId) as RuleFailure[],
  }
}

type FileRow = Omit<FileRecord, 'issue' | 'detail'> & {
  readonly issue: NonNullable<FileRecord['issue']> | null
  readonly detail: string | null
}

function asRecord({ issue, detail, ...rest }: FileRow): FileRecord {
  return {
    ...rest,
    ...(issue === null ? {} : { issue }),
    ...(detail === null ? {} : { detail }),
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
