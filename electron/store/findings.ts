// What the analyzer found: written by runs, matched by fingerprint, never deleted.
import type { Confidence, Finding, Severity } from '../../analyzer/model.ts'
import type { FindingRow, Gate, Priority, Status, Verdict } from '../api/domain.ts'
import { defaultGate, defaultPriority } from '../api/gates.ts'
import { asksSomething } from '../api/open-questions.ts'
import type { Db } from './connection.ts'

/** A finding with its decision, as the list shows it; the title comes from the rule. */
export type StoredFinding = Omit<FindingRow, 'title'> & {
  readonly isSuppressed: boolean
  readonly severityReason: string
  readonly dismissReason: string
  readonly note: string
  readonly decidedAt: string | null
  readonly textSha256: string
  /** The title that a reviewer gave, null for what a rule found. */
  readonly ownTitle: string | null
}

/** How a run's finding relates to what was known. */
export type Arrival = 'new' | 'known' | 'returned'

const COLUMNS = `f.id, f.rule_id AS ruleId, f.category, f.severity AS originalSeverity, f.confidence,
  f.message, f.path, f.start_line AS startLine, f.start_column AS startColumn,
  f.end_line AS endLine, f.end_column AS endColumn, f.cell_number AS cellNumber,
  f.cell_line AS cellLine, f.symbol, f.is_suppressed AS isSuppressed, f.is_gone AS isGone,
  f.text_sha256 AS textSha256, COALESCE(d.rev, 0) AS rev, d.severity AS ownSeverity,
  COALESCE(d.severity_reason, '') AS severityReason, COALESCE(d.verdict, 'undecided') AS verdict,
  COALESCE(d.dismiss_reason, '') AS dismissReason, COALESCE(d.status, 'not-started') AS status,
  d.priority, d.gate, COALESCE(d.note, '') AS note, d.decided_at AS decidedAt,
  COALESCE(d.decided_by, '') AS decidedBy, i.id IS NOT NULL AS hasItem,
  COALESCE(p.name, '') AS assignee, m.title AS ownTitle,
  (SELECT COUNT(*) FROM fixes x WHERE x.finding_id = f.id AND x.removed_at IS NULL) AS fixCount,
  (SELECT COUNT(*) FROM threads t WHERE t.finding_id = f.id AND t.removed_at IS NULL)
    AS threadCount,
  (SELECT json_group_array(json_object('by', c.posted_by, 'text', c.text)) FROM threads t
    JOIN comments c ON c.id = (SELECT MAX(id) FROM comments x
      WHERE x.thread_id = t.id AND x.removed_at IS NULL)
    WHERE t.finding_id = f.id AND t.removed_at IS NULL AND t.disposition = 'open') AS lastWords`
const FROM = `FROM findings f LEFT JOIN decisions d ON d.finding_id = f.id
  LEFT JOIN action_items i ON i.finding_id = f.id AND i.removed_at IS NULL
  LEFT JOIN people p ON p.id = i.assignee_id
  LEFT JOIN manual_findings m ON m.finding_id = f.id`
/** A finding that a reviewer wrote and undid was never there. */
const IS_THERE = 'm.removed_at IS NULL'

interface SqlRow {
  readonly id: number
  readonly ruleId: string
  readonly category: FindingRow['category']
  readonly originalSeverity: Severity
  readonly confidence: Confidence
  readonly message: string
  readonly path: string
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
  readonly cellNumber: number | null
  readonly cellLine: number | null
  readonly symbol: string
  readonly isSuppressed: 0 | 1
  readonly isGone: 0 | 1
  readonly textSha256: string
  readonly rev: number
  readonly ownSeverity: Severity | null
  readonly severityReason: string
  readonly verdict: Verdict
  readonly dismissReason: string
  readonly status: Status
  readonly priority: Priority | null
  readonly gate: Gate | null
  readonly note: string
  readonly decidedAt: string | null
  readonly decidedBy: string
  readonly hasItem: 0 | 1
  readonly assignee: string
  readonly fixCount: number
  readonly threadCount: number
  /** JSON: the last comment of each open thread. */
  readonly lastWords: string
  readonly ownTitle: string | null
}

export function findingTable(db: Db) {
  const byFingerprint = db.prepare(
    'SELECT id, is_gone AS isGone FROM findings WHERE fingerprint = ?',
  )
  const nextId = db.prepare('SELECT COALESCE(MAX(id), 0) + 1 AS id FROM findings')
  const insert = db.prepare(`INSERT INTO findings (id, fingerprint, rule_id, category, severity,
    confidence, path, start_line, start_column, end_line, end_column, cell_number, cell_line, symbol,
    message, is_suppressed, first_run, last_run, text_sha256, body)
    VALUES (@id, @fingerprint, @ruleId, @category, @severity, @confidence, @path, @startLine,
    @startColumn, @endLine, @endColumn, @cellNumber, @cellLine, @symbol, @message, @isSuppressed,
    @runId, @runId, @textSha256, @body)`)
  const update = db.prepare(`UPDATE findings SET category = @category, severity = @severity,
    confidence = @confidence, path = @path, start_line = @startLine, start_column = @startColumn,
    end_line = @endLine, end_column = @endColumn, cell_number = @cellNumber, cell_line = @cellLine,
    symbol = @symbol, message = @message, is_suppressed = @isSuppressed, is_gone = 0,
    last_run = @runId, text_sha256 = @textSha256, body = @body WHERE id = @id`)
  // Findings of rules that did not run stay as they are.
  const ofRulesThatRan = `rule_id IN
    (SELECT value FROM json_each((SELECT rules FROM runs WHERE id = @runId)))`
  const markGone = db.prepare(`UPDATE findings SET is_gone = 1 WHERE path = @path
    AND last_run <> @runId AND is_gone = 0 AND ${ofRulesThatRan}`)
  const markGoneElsewhere = db.prepare(`UPDATE findings SET is_gone = 1
    WHERE is_gone = 0 AND last_run <> @runId AND ${ofRulesThatRan} AND NOT EXISTS (SELECT 1 FROM files
    WHERE files.run_id = @runId AND files.path = findings.path
    AND files.issue IS NOT 'ignored-by-git' AND files.issue IS NOT 'excluded-folder')`)
  const list = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE ${IS_THERE} ORDER BY f.id`)
  const one = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE f.id = ? AND ${IS_THERE}`)
  const body = db.prepare('SELECT body FROM findings WHERE id = ?')
  const bodies = db.prepare('SELECT id, body FROM findings ORDER BY id')
  const textOf = db.prepare(`SELECT text_sha256 AS sha256 FROM findings WHERE path = ?
    ORDER BY is_gone, last_run DESC LIMIT 1`)
  const count = db.prepare('SELECT COUNT(*) AS count FROM findings WHERE is_gone = 0')

  return {
    /** Writes one finding of a run and says whether it was known. Belongs inside a transaction. */
    put(
      runId: number,
      finding: Finding,
      category: FindingRow['category'],
      textSha256: string,
      /** The id of a new one where it was known elsewhere; the next free one without it. */
      newId?: number,
    ): { readonly id: number; readonly arrival: Arrival } {
      const known = byFingerprint.get(finding.fingerprint) as
        | { id: number; isGone: 0 | 1 }
        | undefined
      const id = known?.id ?? newId ?? (nextId.get() as { id: number }).id
      const { range, cell, path } = finding.location
      const row = {
        id,
        fingerprint: finding.fingerprint,
        ruleId: finding.ruleId,
        category,
        severity: finding.severity,
        confidence: finding.confidence,
        path,
        ...range,
        cellNumber: cell?.number ?? null,
        cellLine: cell?.line ?? null,
        symbol: finding.anchor.symbol,
        message: finding.message,
        isSuppressed: finding.suppressed === undefined ? 0 : 1,
        runId,
        textSha256,
        body: JSON.stringify(finding),
      }
      if (known === undefined) {
        insert.run(row)
        return { id, arrival: 'new' }
      }
      update.run(row)
      return { id, arrival: known.isGone === 1 ? 'returned' : 'known' }
    },
    /** Marks what a run no longer reports in a file that it did read. Gives how many. */
    markGone: (runId: number, path: string): number => markGone.run({ runId, path }).changes,
    /** Marks what lies in files that a complete run did not find any more. Gives how many. */
    markGoneElsewhere: (runId: number): number => markGoneElsewhere.run({ runId }).changes,
    list: () => (list.all() as SqlRow[]).map(asStored),
    get(id: number): StoredFinding | undefined {
      const row = one.get(id) as SqlRow | undefined
      return row && asStored(row)
    },
    /** The finding as the analyzer gave it. */
    body(id: number): Finding | undefined {
      const row = body.get(id) as { body: string } | undefined
      // Written by `put` from a Finding.
      return row && (JSON.parse(row.body) as Finding)
    },
    bodies: () =>
      new Map(
        (bodies.all() as { id: number; body: string }[]).map((row) => [
          row.id,
          JSON.parse(row.body) as Finding,
        ]),
      ),
    /** Content hash of the text that findings of a file refer to. */
    textOf(path: string): string | undefined {
      return (textOf.get(path) as { sha256: string } | undefined)?.sha256
    },
    count: () => (count.get() as { count: number }).count,
  }
}

const NO_THREADS: StoredFinding['openThreads'] = []

function openThreads(lastWords: string): StoredFinding['openThreads'] {
  // Built by the query above.
  const comments = JSON.parse(lastWords) as readonly { by: string; text: string }[]
  return comments.map(({ by, text }) => ({ lastBy: by, isQuestion: asksSomething(text) }))
}

function asStored(row: SqlRow): StoredFinding {
  const severity = row.ownSeverity ?? row.originalSeverity
  const cell =
    row.cellNumber === null || row.cellLine === null
      ? {}
      : { cell: { number: row.cellNumber, line: row.cellLine } }
  return {
    id: row.id,
    number: row.id,
    rev: row.rev,
    ruleId: row.ruleId,
    message: row.message,
    category: row.category,
    severity,
    originalSeverity: row.originalSeverity,
    confidence: row.confidence,
    verdict: row.verdict,
    status: row.status,
    priority: row.priority ?? defaultPriority(severity),
    gate: row.gate ?? defaultGate(severity, row.confidence),
    location: {
      path: row.path,
      range: {
        startLine: row.startLine,
        startColumn: row.startColumn,
        endLine: row.endLine,
        endColumn: row.endColumn,
      },
      ...cell,
    },
    symbol: row.symbol,
    hasNote: row.note !== '',
    fixCount: row.fixCount,
    threadCount: row.threadCount,
    openThreads: row.lastWords === '[]' ? NO_THREADS : openThreads(row.lastWords),
    isGone: row.isGone === 1,
    isSuppressed: row.isSuppressed === 1,
    severityReason: row.severityReason,
    dismissReason: row.dismissReason,
    note: row.note,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedBy,
    hasItem: row.hasItem === 1,
    assignee: row.assignee,
    textSha256: row.textSha256,
    ownTitle: row.ownTitle,
  }
}
