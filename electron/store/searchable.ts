// What a search reads of a review, with a connection of its own that cannot write.
import type { Severity } from '../../analyzer/model.ts'
import type { WRITTEN_KINDS } from '../api/search.ts'
import { REVIEW_SCHEMA } from '../migrations/index.ts'
import { type Connection, closeConnection, type Db, openConnection } from './connection.ts'
import { textTable } from './texts.ts'

export interface SearchableFinding {
  readonly id: number
  readonly ruleId: string
  /** The title that a reviewer gave, null for what a rule found. */
  readonly title: string | null
  readonly message: string
  readonly path: string
  readonly line: number
  readonly symbol: string
  readonly snippet: string
  readonly severity: Severity
  /** Hash of the text that its place refers to. */
  readonly textSha256: string
  readonly isGone: 0 | 1
  readonly lastRun: number
}

export interface WrittenText {
  readonly kind: (typeof WRITTEN_KINDS)[number]
  readonly id: number
  readonly findingId: number | null
  /** What of it the text is: `Note`, `Reason of the severity`; the field of a packet's text. */
  readonly what: string
  readonly path: string | null
  readonly line: number | null
  readonly ruleId: string | null
  readonly text: string
}

export interface SearchableFile {
  readonly path: string
  /** Hash of the text that was analysed. */
  readonly sha256: string
}

const FINDINGS = `SELECT f.id, f.rule_id AS ruleId, m.title, f.message, f.path,
  f.start_line AS line, f.symbol, f.body ->> '$.snippet' AS snippet,
  COALESCE(d.severity, f.severity) AS severity, f.text_sha256 AS textSha256,
  f.is_gone AS isGone, f.last_run AS lastRun
  FROM findings f LEFT JOIN decisions d ON d.finding_id = f.id
  LEFT JOIN manual_findings m ON m.finding_id = f.id
  WHERE f.is_suppressed = 0 AND m.removed_at IS NULL`

/** Every text that reviewers write: one part for each, with what joins it to its finding. */
const ABOUT = 'LEFT JOIN findings f ON f.id = x.finding_id'
const WRITTEN = [
  ...(
    [
      ['note', 'note', 'Note'],
      ['note', 'tags', 'Tags'],
      ['reason', 'severity_reason', 'Reason of the severity'],
      ['reason', 'dismiss_reason', 'Reason to dismiss'],
    ] as const
  ).map(([kind, column, what]) =>
    written(kind, what, column, 'decisions', 'x.finding_id', '', ABOUT),
  ),
  ...(
    [
      ['title', 'Title of a fix'],
      ['after_text', 'Text of a fix'],
    ] as const
  ).map(([column, what]) =>
    written(
      'fix',
      what,
      column,
      'fixes',
      'x.id',
      "x.removed_at IS NULL AND (x.author = 'reviewer' OR x.rev > 1)",
      ABOUT,
    ),
  ),
  `SELECT 'comment' AS kind, x.id, t.finding_id AS findingId, 'Comment' AS what,
    COALESCE(f.path, t.path) AS path, COALESCE(f.start_line, t.start_line) AS line,
    f.rule_id AS ruleId, x.text FROM comments x JOIN threads t ON t.id = x.thread_id
    LEFT JOIN findings f ON f.id = t.finding_id
    WHERE x.removed_at IS NULL AND t.removed_at IS NULL`,
  `SELECT 'packet' AS kind, x.id, x.finding_id AS findingId, x.field AS what, f.path,
    f.start_line AS line, f.rule_id AS ruleId, x.text FROM field_texts x ${ABOUT}
    WHERE x.text <> ''`,
  ...(
    [
      ['name', 'Name of a test'],
      ['purpose', 'Purpose of a test'],
      ['code', 'Code of a test'],
      ['expected_before', 'Before the fix'],
      ['expected_after', 'After the fix'],
    ] as const
  ).map(([column, what]) =>
    written('test', what, column, 'new_tests', 'x.id', 'x.removed_at IS NULL', ABOUT),
  ),
  written('work', 'Rationale', 'rationale', 'action_items', 'x.id', 'x.removed_at IS NULL', ABOUT),
  ...(
    [
      ['title', 'Step of the walkthrough'],
      ['text', 'Text of a step'],
      ['note', 'Speaker note'],
    ] as const
  ).map(([column, what]) =>
    written('walkthrough', what, column, 'walkthrough_steps', 'x.id', '', ABOUT),
  ),
  written('walkthrough', 'Minutes', 'words', 'minutes', 'x.id', '', ABOUT),
  written(
    'answer',
    'Answer to a question',
    'note',
    'answers',
    'x.id',
    'x.answer IS NOT NULL',
    ABOUT,
  ),
  ...(
    [
      ['name', 'Name of an attached file'],
      ['caption', 'Words about an attached file'],
    ] as const
  ).map(([column, what]) =>
    written('evidence', what, column, 'attachments', 'x.id', 'x.removed_at IS NULL', ABOUT),
  ),
  written('strength', 'What is done well', 'title', 'strengths', 'x.id', 'x.removed_at IS NULL'),
  written('strength', 'What is done well', 'text', 'strengths', 'x.id', 'x.removed_at IS NULL'),
  written('plan', 'Work stream', 'title', 'streams', 'x.id'),
  written('plan', 'Message of a commit', 'commit_message', 'streams', 'x.id'),
  written('plan', 'Task', 'title', 'tasks', 'x.id'),
  written('check', 'Checklist', 'text', 'checks', 'x.id', 'x.removed_at IS NULL'),
  written('check', 'Evidence of a check', 'evidence', 'checks', 'x.id', 'x.removed_at IS NULL'),
  written(
    'template',
    'Template of a finding',
    'message',
    'finding_templates',
    'x.id',
    'x.removed_at IS NULL',
  ),
].join('\nUNION ALL\n')

function written(
  kind: WrittenText['kind'],
  what: string,
  column: string,
  table: string,
  id: string,
  isThere = '',
  about = '',
): string {
  const place = about === '' ? 'NULL AS findingId, ' : 'x.finding_id AS findingId, '
  const of =
    about === ''
      ? 'NULL AS path, NULL AS line, NULL AS ruleId'
      : 'f.path, f.start_line AS line, f.rule_id AS ruleId'
  return `SELECT '${kind}' AS kind, ${id} AS id, ${place}'${what}' AS what, ${of},
    x.${column} AS text FROM ${table} x ${about} WHERE x.${column} <> ''${isThere && ` AND ${isThere}`}`
}

/** Opens the review for searching. Throws AppError as `openConnection` does. */
export function openSearchable(file: string, nativeBinding: string | undefined) {
  const connection: Connection = openConnection(file, REVIEW_SCHEMA, {
    nativeBinding,
    now: () => new Date(),
    isReadOnly: true,
  })
  return { ...searchableTable(connection.db), close: () => closeConnection(connection) }
}

function searchableTable(db: Db) {
  const all = db.prepare(FINDINGS)
  const one = db.prepare(`${FINDINGS} AND f.id = ?`)
  const texts = db.prepare(WRITTEN)
  const files = db.prepare(`SELECT path, sha256 FROM files
    WHERE run_id = (SELECT MAX(id) FROM runs) AND state <> 'skipped' AND sha256 <> ''
    ORDER BY path`)
  const root = db.prepare('SELECT root_path FROM review').pluck()
  return {
    findings: () => all.all() as SearchableFinding[],
    finding: (id: number) => one.get(id) as SearchableFinding | undefined,
    writtenTexts: () => texts.all() as WrittenText[],
    /** The files of the last run, in the order of their paths. */
    files: () => files.all() as SearchableFile[],
    rootPath: () => root.get() as string,
    texts: textTable(db),
  }
}
