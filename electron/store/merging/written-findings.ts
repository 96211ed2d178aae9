// Findings that the other reviewer wrote: they come with their place and their text.
import { z } from 'zod'
import { SEVERITIES } from '../../../analyzer/model.ts'
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import type { Side } from './side.ts'

const Lines = z.array(z.string().max(100_000)).max(100)
/** A place that another copy wrote. */
export const LocationSchema = z.object({
  path: z.string().min(1).max(4_096),
  range: z.object({
    startLine: z.int().positive(),
    startColumn: z.int().positive(),
    endLine: z.int().positive(),
    endColumn: z.int().positive(),
  }),
  cell: z.object({ number: z.int().positive(), line: z.int().positive() }).optional(),
})
/** What is kept of the text around a finding; all else stands in columns. */
const BodySchema = z.object({
  ruleId: z.string().max(200),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(['high', 'medium', 'low']),
  message: z.string().max(20_000),
  location: LocationSchema,
  anchor: z.object({
    symbol: z.string().max(8_192),
    nodePath: z.string().max(8_192),
    snippetHash: z.string().max(200),
    contextBefore: Lines,
    contextAfter: Lines,
  }),
  snippet: z.string().max(1_000_000),
  fingerprint: z.string().length(64),
})

/**
 * A way to write the finding behind a row of `manual_findings` into our table. It gives the id here;
 * undefined where the finding or its text is not what it should be.
 */
export function findingWriter(ours: Side, theirs: Side, carryText: (sha256: string) => boolean) {
  const { db } = ours
  const find = theirs.db.prepare('SELECT * FROM findings WHERE id = ?')
  const run = db.prepare('SELECT MAX(id) FROM runs').pluck()
  const nextId = db.prepare('SELECT COALESCE(MAX(id), 0) + 1 FROM findings').pluck()
  return (theirId: number): number | undefined => {
    const row = find.get(theirId) as Row | undefined
    const body = BodySchema.safeParse(row && JSON.parse(String(row.body))).data
    const runId = run.get()
    if (row === undefined || body === undefined || typeof runId !== 'number') return undefined
    if (body.fingerprint !== row.fingerprint || !carryText(String(row.text_sha256)))
      return undefined
    const id = Number(nextId.get())
    const finding = { ...body, evidence: [], related: [], fixes: [] }
    insertRow(db, {
      ...row,
      id,
      first_run: runId,
      last_run: runId,
      is_suppressed: 0,
      body: JSON.stringify(finding),
    })
    return id
  }
}

function insertRow(db: Db, row: Row): void {
  const columns = Object.keys(row)
  db.prepare(`INSERT INTO findings (${columns.join(', ')})
    VALUES (${columns.map((column) => `@${column}`).join(', ')})`).run(row)
}
