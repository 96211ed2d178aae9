// A file that somebody brings: recognised, read, and turned into audited changes of the review, all
// of them or none.
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import type { Finding } from '../../analyzer/model.ts'
import { AppError } from '../api/errors.ts'
import type { ImportResult } from '../api/imports.ts'
import { checkRows } from '../report/checklist-rows.ts'
import type { Imported, ImportedFinding } from '../report/interchange/changes.ts'
import { isFindingsCsv, readEditedCsv } from '../report/interchange/edited-csv.ts'
import { readMarkdownReview } from '../report/interchange/markdown-review.ts'
import { isSarif, readSarif } from '../report/interchange/sarif-in.ts'
import { isTestEvidence, readTestEvidence } from '../report/interchange/test-evidence.ts'
import { hasPacketBoxes, readTickedBoxes } from '../report/interchange/ticked-boxes.ts'
import { isWeAudit, readWeAudit } from '../report/interchange/weaudit.ts'
import type { PacketModel } from '../report/model.ts'
import { readFileInside } from '../repository/read-file.ts'
import type { Session } from './session.ts'
import { analysedText } from './sources.ts'

/** Largest file that is imported, in bytes. */
const MAX_BYTES = 100 * 1024 * 1024
/** Largest source file of which the text is kept with an imported finding, in bytes. */
const MAX_SOURCE_BYTES = 20 * 1024 * 1024

/**
 * Reads `file` (absolute) and changes the review. Throws AppError `path-not-usable` for what is no
 * such file or of no known kind, and what the changes themselves throw; nothing is changed then.
 */
export function importFile(session: Session, model: PacketModel, file: string): ImportResult {
  const imported = readImport(readText(file), session, model)
  return session.store.writer.write(() => {
    const problems = [...imported.problems]
    let changes = 0
    for (const { number, change } of imported.changes) {
      changes += applyChange(session, number, change, problems)
    }
    changes += tickRows(session, model, imported.ticked)
    for (const draft of imported.texts) changes += addDraft(session, draft)
    const findings = imported.findings.length === 0 ? 0 : addFindings(session, imported.findings)
    session.store.writer.record({
      kind: 'file.imported',
      subject: 'review',
      after: JSON.stringify({ kind: imported.kind, changes, findings, problems: problems.length }),
    })
    return { kind: imported.kind, changes, findings, problems }
  })
}

function readText(file: string): string {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (stats === undefined || !stats.isFile() || stats.size > MAX_BYTES) {
    throw new AppError(
      'path-not-usable',
      `${file} is not a file that can be imported.`,
      'Choose a SARIF log, a Markdown review, or a file of a packet.',
    )
  }
  const bytes = readFileSync(file)
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes)
}

function readImport(text: string, { store }: Session, model: PacketModel): Imported {
  if (isSarif(text)) return readSarif(parsed(text), store.review.read().rootPath)
  if (isWeAudit(text)) return readWeAudit(parsed(text))
  if (isTestEvidence(text)) return readTestEvidence(text)
  if (hasPacketBoxes(text)) return readTickedBoxes(text)
  if (isFindingsCsv(text)) return readEditedCsv(text, model.snapshot.findings)
  const review = readMarkdownReview(text)
  if (review.findings.length > 0) return review
  throw new AppError(
    'path-not-usable',
    'This file is of no kind that Lectern can import.',
    'Choose a SARIF log, a Markdown review with numbered items, test results or a file of a packet.',
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new AppError(
      'path-not-usable',
      'The file is not whole: it is no JSON.',
      'Have it written again.',
      { cause: error },
    )
  }
}

/** Applies what differs from now; gives how many fields changed. */
function applyChange(
  { store }: Session,
  number: number,
  change: Imported['changes'][number]['change'],
  problems: string[],
): number {
  const finding = store.findings.list().find((one) => one.number === number)
  if (finding === undefined) {
    problems.push(`#${number} is no finding of this review.`)
    return 0
  }
  const different = Object.entries(change).filter(
    // The names of a change are names of the finding's own fields.
    ([field, value]) => finding[field as keyof typeof finding] !== value,
  )
  if (different.length === 0) return 0
  try {
    store.decisions.decide(
      { findingId: finding.id, rev: finding.rev, change: Object.fromEntries(different) },
      { id: crypto.randomUUID(), method: 'findings.decide' },
    )
    return different.length
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    problems.push(`#${number}: ${error.message}`)
    return 0
  }
}

/** Adds a draft to a text of the review: below what is there, to be confirmed anew. */
function addDraft({ store }: Session, { field, text }: Imported['texts'][number]): number {
  const known = store.fieldTexts.all().find((one) => one.findingId === null && one.field === field)
  const before = known?.text.trim() ?? ''
  if (before.includes(text)) return 0
  store.fieldTexts.save(
    {
      findingId: null,
      field,
      rev: known?.rev ?? 0,
      text: before === '' ? text : `${before}\n\n${text}`,
      isConfirmed: false,
    },
    { id: crypto.randomUUID(), method: 'packet.saveText' },
  )
  return 1
}

/** Ticks rows of the checklists by their texts. */
function tickRows({ store }: Session, model: PacketModel, ticked: readonly string[]): number {
  const rows = checkRows(model).filter((row) => !row.isComputed && !row.isTicked)
  const wanted = rows.filter(({ text }) =>
    ticked.some((one) => one === text || one.startsWith(`${text} - `)),
  )
  const stored = store.checks.all()
  for (const row of wanted) {
    const known = stored.find(
      (one) =>
        one.gate === row.gate &&
        (row.standing === undefined ? one.text === row.text : one.standing === row.standing),
    )
    store.checks.save(
      {
        id: known?.id ?? null,
        rev: known?.rev ?? 0,
        gate: row.gate,
        standing: row.standing ?? null,
        change: { isTicked: true },
      },
      { id: crypto.randomUUID(), method: 'plan.saveCheck' },
    )
  }
  return wanted.length
}

/** Adds findings to the latest run; those that are known by their fingerprints are renewed. */
function addFindings({ store }: Session, findings: readonly ImportedFinding[]): number {
  const run = store.runs.latest()
  if (run === undefined || run.state === 'running') {
    throw new AppError(
      'conflict',
      'Findings can be imported once an analysis has ended.',
      'Analyse the review, then import the file again.',
    )
  }
  const { rootPath } = store.review.read()
  const seen = new Map<string, number>()
  for (const one of findings) {
    const same = `${one.ruleId}\0${one.path}\0${one.title}\0${one.snippet || one.startLine}`
    const nth = seen.get(same) ?? 0
    seen.set(same, nth + 1)
    const sha256 = keepText(store, rootPath, one)
    const fingerprint = createHash('sha256').update(`${same}\0${nth}`).digest('hex')
    const { id } = store.findings.put(
      run.id,
      asFinding(one, fingerprint),
      'maintainability',
      sha256,
    )
    addFix(store, id, one, sha256)
    if (one.status === 'not-started') continue
    const stored = store.findings.get(id)
    store.decisions.decide(
      { findingId: id, rev: stored?.rev ?? 0, change: { status: one.status } },
      { id: crypto.randomUUID(), method: 'findings.decide' },
    )
  }
  return findings.length
}

/** The fix of an imported finding, where its before-text is what stands in the file. */
function addFix(
  store: Session['store'],
  findingId: number,
  { path, title, startLine, fix }: ImportedFinding,
  textSha256: string,
): void {
  const text = fix === undefined ? undefined : analysedText(store, path, textSha256)
  if (fix === undefined || text === undefined || store.fixes.ofFinding(findingId).length > 0) return
  const before = fix.before.replace(/\r?\n$/, '')
  const after = fix.after.replace(/\r?\n$/, '')
  const lines = before.split('\n').length
  const stands = text.split(/\r?\n/).slice(startLine - 1, startLine - 1 + lines)
  if (stands.join('\n') !== before.replaceAll('\r', '')) return
  store.fixes.create(
    {
      findingId,
      title: title.slice(0, 500),
      grade: 'needs-review',
      path,
      startLine,
      endLine: startLine + lines - 1,
      before: stands.join('\n'),
      after,
      textSha256,
    },
    { id: crypto.randomUUID(), method: 'fixes.create' },
  )
}

/** The file's text as it is now, or the snippet alone where there is no such file. */
function keepText(
  store: Session['store'],
  rootPath: string,
  { path, snippet }: ImportedFinding,
): string {
  const read = path === '' ? undefined : readFileInside(rootPath, path, MAX_SOURCE_BYTES)
  const bytes = Buffer.isBuffer(read) ? read : Buffer.from(snippet, 'utf8')
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  store.texts.keep({ sha256, size: bytes.length, deflated: deflateSync(bytes) })
  return sha256
}

function asFinding(one: ImportedFinding, fingerprint: string): Finding {
  const { ruleId, severity, startLine, endLine, snippet, fix } = one
  return {
    ruleId,
    severity,
    confidence: 'medium',
    message: one.message || one.title,
    location: {
      path: one.path || 'unknown',
      range: { startLine, startColumn: 1, endLine: endLine + 1, endColumn: 1 },
    },
    anchor: { symbol: '', nodePath: '', snippetHash: '', contextBefore: [], contextAfter: [] },
    snippet: snippet || (fix?.before ?? ''),
    evidence: [],
    related: [],
    fixes: [],
    fingerprint,
    ...(one.suppressedReason === undefined ? {} : { suppressed: { reason: one.suppressedReason } }),
  }
}
