// What the analyzer found: written by runs, matched by fingerprint, never deleted.
import type { Confidence, Finding, Severity } from '../../analyzer/model.ts'
import type { AnchorNote } from '../api/anchors.ts'
import type { FindingRow, Gate, Priority, Status, Verdict } from '../api/domain.ts'
import { type AtGate, defaultGate, defaultPriority } from '../api/gates.ts'
import { asksSomething } from '../api/open-questions.ts'
import { anchorJson } from './anchors.ts'
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

/** Findings that stand alike, and how many they are. */
export interface AlikeFindings extends AtGate {
  readonly severity: Severity
  readonly count: number
}

/** How a run's finding relates to what was known. */
export type Arrival = 'new' | 'known' | 'returned'

const IS_GONE = "(f.is_gone OR a.settled IS 'closed')"
const COLUMNS = `f.id, f.rule_id AS ruleId, f.category, f.severity AS originalSeverity, f.confidence,
  f.message, COALESCE(a.path, f.path) AS path, COALESCE(a.start_line, f.start_line) AS startLine,
  COALESCE(a.start_column, f.start_column) AS startColumn,
  COALESCE(a.end_line, f.end_line) AS endLine, COALESCE(a.end_column, f.end_column) AS endColumn,
  CASE WHEN COALESCE(a.state, 'exact') = 'exact' THEN f.cell_number END AS cellNumber,
  CASE WHEN COALESCE(a.state, 'exact') = 'exact' THEN f.cell_line END AS cellLine, f.symbol,
  f.is_suppressed AS isSuppressed, ${IS_GONE} AS isGone,
  COALESCE(a.text_sha256, f.text_sha256) AS textSha256, COALESCE(d.rev, 0) AS rev,
  d.severity AS ownSeverity,
  COALESCE(d.severity_reason, '') AS severityReason, COALESCE(d.verdict, 'undecided') AS verdict,
  COALESCE(d.dismiss_reason, '') AS dismissReason, COALESCE(d.status, 'not-started') AS status,
  d.priority, d.gate, COALESCE(d.tags, '') AS tags, COALESCE(d.note, '') AS note, d.decided_at AS decidedAt,
  COALESCE(d.decided_by, '') AS decidedBy, i.id IS NOT NULL AS hasItem,
  COALESCE(p.name, '') AS assignee, m.title AS ownTitle,
  (SELECT COUNT(*) FROM fixes x WHERE x.finding_id = f.id AND x.removed_at IS NULL) AS fixCount,
  (SELECT COUNT(*) FROM new_tests n WHERE n.finding_id = f.id AND n.removed_at IS NULL)
    AS testCount,
  (SELECT COUNT(*) FROM threads t WHERE t.finding_id = f.id AND t.removed_at IS NULL)
    AS threadCount,
  (SELECT json_group_array(json_object('by', c.posted_by, 'text', c.text)) FROM threads t
    JOIN comments c ON c.id = (SELECT MAX(id) FROM comments x
      WHERE x.thread_id = t.id AND x.removed_at IS NULL)
    WHERE t.finding_id = f.id AND t.removed_at IS NULL AND t.disposition = 'open') AS lastWords,
  CASE WHEN b.settled = 'open' AND b.state <> 'exact'
    AND (b.run_id = f.last_run OR (b.state = 'changed' AND b.fingerprint <> f.fingerprint))
    THEN ${anchorJson('b')} END AS anchor`
const FROM = `FROM findings f LEFT JOIN decisions d ON d.finding_id = f.id
  LEFT JOIN action_items i ON i.finding_id = f.id AND i.removed_at IS NULL
  LEFT JOIN people p ON p.id = i.assignee_id
  LEFT JOIN manual_findings m ON m.finding_id = f.id
  LEFT JOIN anchors b ON b.finding_id = f.id
  LEFT JOIN anchors a ON a.id = b.id AND a.run_id = f.last_run`
/** No more than how a finding stands: each table that is joined is looked into for every one. */
const FROM_STANDING = `FROM findings f LEFT JOIN decisions d ON d.finding_id = f.id
  LEFT JOIN manual_findings m ON m.finding_id = f.id
  LEFT JOIN anchors a ON a.finding_id = f.id AND a.run_id = f.last_run`
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
  readonly tags: string
  readonly note: string
  readonly decidedAt: string | null
  readonly decidedBy: string
  readonly hasItem: 0 | 1
  readonly assignee: string
  readonly fixCount: number
  readonly testCount: number
  readonly threadCount: number
  /** JSON: the last comment of each open thread. */
  readonly lastWords: string
  readonly ownTitle: string | null
  readonly anchor: string | null
}

type AlikeRow = Pick<
  SqlRow,
  'confidence' | 'verdict' | 'status' | 'gate' | 'isSuppressed' | 'isGone'
> & { readonly severity: Severity; readonly count: number }

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
  const page = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE f.id > @after AND ${IS_THERE}
    ORDER BY f.id LIMIT @limit`)
  const alike = db.prepare(`SELECT COALESCE(d.severity, f.severity) AS severity, f.confidence,
    COALESCE(d.verdict, 'undecided') AS verdict, COALESCE(d.status, 'not-started') AS status, d.gate,
    f.is_suppressed AS isSuppressed, ${IS_GONE} AS isGone, COUNT(*) AS count
    ${FROM_STANDING} WHERE ${IS_THERE} GROUP BY 1, 2, 3, 4, 5, 6, 7`)
  const one = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE f.id = ? AND ${IS_THERE}`)
  const bodyColumns = `f.id, f.body, a.places FROM findings f
    LEFT JOIN anchors a ON a.finding_id = f.id AND a.run_id = f.last_run`
  const body = db.prepare(`SELECT ${bodyColumns} WHERE f.id = ?`)
  const bodies = db.prepare(`SELECT ${bodyColumns} ORDER BY f.id`)
  const textOf = db.prepare(`SELECT sha256 FROM (
    SELECT f.text_sha256 AS sha256, f.is_gone, f.last_run FROM findings f WHERE f.path = @path
      AND NOT EXISTS (SELECT 1 FROM anchors a WHERE a.finding_id = f.id AND a.run_id = f.last_run)
    UNION ALL
    SELECT a.text_sha256, f.is_gone, f.last_run FROM anchors a JOIN findings f
      ON f.id = a.finding_id AND f.last_run = a.run_id WHERE a.path = @path)
    ORDER BY is_gone, last_run DESC LIMIT 1`)
  const atPlace = db.prepare(`SELECT f.id, f.is_gone AS isGone FROM anchors a JOIN findings f
    ON f.id = a.finding_id AND f.last_run = a.run_id
    WHERE a.path = @path AND a.text_sha256 = @textSha256 AND a.start_line = @startLine
      AND a.state <> 'gone' AND f.rule_id = @ruleId AND f.last_run <> @runId
    ORDER BY abs(a.start_column - @startColumn), f.id LIMIT 1`)
  const pointingInto = db
    .prepare(`WITH wanted AS (SELECT value AS path FROM json_each(?))
      SELECT id FROM findings f WHERE is_gone = 0 AND (
        EXISTS (SELECT 1 FROM json_each(f.body, '$.evidence') step JOIN wanted
          ON wanted.path = step.value ->> '$.location.path' WHERE wanted.path <> f.path)
        OR EXISTS (SELECT 1 FROM json_each(f.body, '$.related') place JOIN wanted
          ON wanted.path = place.value ->> '$.path' WHERE wanted.path <> f.path))`)
    .pluck()
  const rename = db.prepare('UPDATE findings SET fingerprint = ? WHERE id = ?')
  const count = db.prepare('SELECT COUNT(*) AS count FROM findings WHERE is_gone = 0')
  const firstRuns = db.prepare('SELECT id, first_run FROM findings').raw()

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
      const { range, cell, path } = finding.location
      const known = (byFingerprint.get(finding.fingerprint) ?? carriedTo()) as
        | { id: number; isGone: 0 | 1 }
        | undefined
      const id = known?.id ?? newId ?? (nextId.get() as { id: number }).id
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

      /** What was carried to this very place under another name is the same finding. */
      function carriedTo(): unknown {
        const { ruleId, fingerprint } = finding
        const place = { ...range, ruleId, path, textSha256, runId }
        const found = atPlace.get(place) as { id: number } | undefined
        if (found !== undefined) rename.run(fingerprint, found.id)
        return found
      }
    },
    /** Marks what a run no longer reports in a file that it did read. Gives how many. */
    markGone: (runId: number, path: string): number => markGone.run({ runId, path }).changes,
    /** Marks what lies in files that a complete run did not find any more. Gives how many. */
    markGoneElsewhere: (runId: number): number => markGoneElsewhere.run({ runId }).changes,
    list: () => (list.all() as SqlRow[]).map(asStored),
    /** At most `limit` of them, those after this id. */
    page: (after: number, limit: number): readonly StoredFinding[] =>
      (page.all({ after, limit }) as SqlRow[]).map(asStored),
    /** All of them, counted where they stand alike: a fraction of what reading them costs. */
    alike: (): readonly AlikeFindings[] => (alike.all() as AlikeRow[]).map(asAlike),
    get(id: number): StoredFinding | undefined {
      const row = one.get(id) as SqlRow | undefined
      return row && asStored(row)
    },
    /** The finding as the analyzer gave it. */
    body(id: number): Finding | undefined {
      const row = body.get(id) as BodyRow | undefined
      return row && asBody(row)
    },
    bodies: () => new Map((bodies.all() as BodyRow[]).map((row) => [row.id, asBody(row)])),
    /** Findings with evidence or related places in these files that are not their own. */
    pointingInto: (paths: readonly string[]): readonly number[] =>
      paths.length === 0 ? [] : (pointingInto.all(JSON.stringify(paths)) as number[]),
    /** Content hash of the text that findings of a file refer to. */
    textOf(path: string): string | undefined {
      return (textOf.get({ path }) as { sha256: string } | undefined)?.sha256
    },
    count: () => (count.get() as { count: number }).count,
    /** The run that reported each finding first, by the finding's id. */
    firstRuns: (): ReadonlyMap<number, number> => new Map(firstRuns.all() as [number, number][]),
  }
}

const NO_THREADS: StoredFinding['openThreads'] = []

function openThreads(lastWords: string): StoredFinding['openThreads'] {
  // Built by the query above.
  const comments = JSON.parse(lastWords) as readonly { by: string; text: string }[]
  return comments.map(({ by, text }) => ({ lastBy: by, isQuestion: asksSomething(text) }))
}

interface BodyRow {
  readonly id: number
  readonly body: string
  readonly places: string | null
}

function asBody({ body, places }: BodyRow): Finding {
  // Written by `put` from a Finding, and by the carrying of marks from its places.
  const finding = JSON.parse(body) as Finding
  return places === null ? finding : { ...finding, ...(JSON.parse(places) as Partial<Finding>) }
}

function asAlike(row: AlikeRow): AlikeFindings {
  const { severity, confidence, verdict, status, count } = row
  return {
    severity,
    verdict,
    status,
    gate: row.gate ?? defaultGate(severity, confidence),
    isSuppressed: row.isSuppressed === 1,
    isGone: row.isGone === 1,
    count,
  }
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
    tags: row.tags,
    hasNote: row.note !== '',
    fixCount: row.fixCount,
    testCount: row.testCount,
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
    // Made by the query above.
    ...(row.anchor === null ? {} : { anchor: JSON.parse(row.anchor) as AnchorNote }),
  }
}
