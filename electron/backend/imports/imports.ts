// A file that somebody brings: read in a thread of its own, and turned into audited changes of the
// review. What the file changes happens at once or not at all; findings that it adds follow in
// pieces, so that the window is answered in between.
import { deflateSync } from 'node:zlib'
import type { Finding } from '../../../analyzer/model.ts'
import { AppError } from '../../api/errors.ts'
import type { ImportResult } from '../../api/imports.ts'
import { checkRows } from '../../report/checklist-rows.ts'
import type { Imported, ImportedFinding } from '../../report/interchange/changes.ts'
import { asKnown } from '../../report/interchange/known-finding.ts'
import type { PacketModel } from '../../report/model.ts'
import { readFileInside } from '../../repository/read-file.ts'
import type { Session } from '../session.ts'
import { sha256Of } from '../sha256.ts'
import { analysedText } from '../text-lines.ts'
import { cancelled, startImportThread } from './import-thread.ts'
import type { KeyedFinding } from './import-worker.ts'

/** Largest source file of which the text is kept with an imported finding, in bytes. */
const MAX_SOURCE_BYTES = 20 * 1024 * 1024

export interface ImportOptions {
  readonly signal: AbortSignal
  /** How many of how many findings are in the review; both 0 while the file is read. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Reads `file` (absolute) and changes the review. Throws AppError: `path-not-usable` for what is no
 * such file or of no known kind, `cancelled`, and what the changes themselves throw. Findings that
 * were added before a cancellation stay; importing the file again adds the others.
 */
export async function importFile(
  session: Session,
  model: PacketModel,
  file: string,
  { signal, onProgress }: ImportOptions,
): Promise<ImportResult> {
  const { store } = session
  const { rootPath } = store.review.read()
  const known = model.snapshot.findings.map(asKnown)
  if (signal.aborted) throw cancelled()
  onProgress?.(0, 0)
  const thread = startImportThread({ file, root: rootPath, known }, signal)
  try {
    const { imported, total } = await thread.head()
    const problems = [...imported.problems]
    const changes = store.writer.write(
      () => applyAll(session, model, imported, problems),
      asOneStep(),
    )
    const keep = textKeeper(store, rootPath)
    let done = 0
    while (done < total) {
      onProgress?.(done, total)
      const piece = await thread.next()
      if (piece.length === 0) break
      store.writer.write(() => {
        addFindings(session, piece, keep)
      }, asOneStep())
      done += piece.length
    }
    store.writer.write(() =>
      store.writer.record({
        kind: 'file.imported',
        subject: 'review',
        after: JSON.stringify({
          kind: imported.kind,
          changes,
          findings: done,
          problems: problems.length,
        }),
      }),
    )
    return { kind: imported.kind, changes, findings: done, problems }
  } finally {
    await thread.end()
  }
}

/** What is written together is undone together. */
function asOneStep() {
  return { id: crypto.randomUUID(), method: 'imports.apply' }
}

function applyAll(
  session: Session,
  model: PacketModel,
  imported: Omit<Imported, 'findings'>,
  problems: string[],
): number {
  const ids = new Map(session.store.findings.list().map(({ number, id }) => [number, id]))
  let changes = 0
  for (const { number, change } of imported.changes) {
    changes += applyChange(session, number, ids.get(number), change, problems)
  }
  changes += tickRows(session, model, imported.ticked)
  for (const draft of imported.texts) changes += addDraft(session, draft)
  return changes
}

/** Applies what differs from now; gives how many fields changed. */
function applyChange(
  { store }: Session,
  number: number,
  findingId: number | undefined,
  change: Imported['changes'][number]['change'],
  problems: string[],
): number {
  const finding = findingId === undefined ? undefined : store.findings.get(findingId)
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

type KeepText = (finding: ImportedFinding) => string

/** Adds findings to the latest run; those that are known by their fingerprints are renewed. */
function addFindings(
  { store }: Session,
  findings: readonly KeyedFinding[],
  keepText: KeepText,
): void {
  const run = store.runs.latest()
  if (run === undefined || run.state === 'running') {
    throw new AppError(
      'conflict',
      'Findings can be imported once an analysis has ended.',
      'Analyse the review, then import the file again.',
    )
  }
  for (const one of findings) {
    const sha256 = keepText(one)
    const { id } = store.findings.put(run.id, asFinding(one), 'maintainability', sha256)
    addFix(store, id, one, sha256)
    if (one.status === 'not-started') continue
    const stored = store.findings.get(id)
    store.decisions.decide(
      { findingId: id, rev: stored?.rev ?? 0, change: { status: one.status } },
      { id: crypto.randomUUID(), method: 'findings.decide' },
    )
  }
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

/**
 * Keeps the text of a finding's file as it is now, or the snippet alone where there is no such file;
 * each file is read once.
 */
function textKeeper(store: Session['store'], rootPath: string): KeepText {
  const ofPath = new Map<string, string | undefined>()
  const keep = (bytes: Buffer): string => {
    const sha256 = sha256Of(bytes)
    store.texts.keep({ sha256, size: bytes.length, deflated: deflateSync(bytes) })
    return sha256
  }
  const read = (path: string): string | undefined => {
    const bytes = path === '' ? undefined : readFileInside(rootPath, path, MAX_SOURCE_BYTES)
    return Buffer.isBuffer(bytes) ? keep(bytes) : undefined
  }
  return ({ path, snippet }) => {
    if (!ofPath.has(path)) ofPath.set(path, read(path))
    return ofPath.get(path) ?? keep(Buffer.from(snippet, 'utf8'))
  }
}

function asFinding(one: KeyedFinding): Finding {
  const { ruleId, severity, startLine, endLine, snippet, fix, fingerprint } = one
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
