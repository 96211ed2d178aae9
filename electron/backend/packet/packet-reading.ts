// A packet that somebody was given, opened without the repository: its findings become a review that
// can only be read, with the snippets where they stood in the files.

import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Finding } from '../../../analyzer/model.ts'
import type { FixRegion } from '../../api/domain.ts'
import { AppError } from '../../api/errors.ts'
import { tagText } from '../../api/tags.ts'
import { type FindingsFile, FindingsFileSchema } from '../../report/schema/findings.ts'
import type { ToldWork } from '../../store/opened-packet.ts'
import { openReviewStore, type ReviewStore } from '../../store/review-store.ts'
import { sha256Of } from '../sha256.ts'
import { keepExcerpts } from './packet-excerpts.ts'
import { putStrengths, putTalk, putThreads } from './packet-talk.ts'
import {
  command,
  peopleOf,
  placeOf,
  putChecks,
  putItem,
  putObserved,
  putPlan,
  type Teller,
} from './packet-work.ts'

type PacketFinding = FindingsFile['findings'][number]

/** Largest `findings.json` that is read, in bytes. */
const MAX_BYTES = 256 * 1024 * 1024

const ManifestSchema = z.object({
  tool: z.object({ name: z.literal('Lectern') }),
  files: z.array(z.object({ path: z.string(), sha256: z.string() })),
})
const PATCH = /^patches\/[\w.-]+\.patch$/
const SIDE_FILE = /^(?:audit-log\.jsonl|(?:patches|evidence)\/[A-Za-z0-9][\w.-]*)$/

const EventSchema = z.object({
  at: z.iso.datetime(),
  actor: z.string(),
  kind: z.string(),
  subject: z.string(),
  field: z.string(),
  before: z.string(),
  after: z.string(),
  reason: z.string(),
})
type ToldEvent = z.output<typeof EventSchema>

/** A packet as its manifest vouches for it. */
interface GivenPacket {
  readonly findings: FindingsFile
  /** A file beside the documents; undefined where it is not there or not as it was written. */
  readonly fileOf: (path: string) => Buffer | undefined
  readonly patches: readonly string[]
  /** What was done in the review, the first change first; empty where the packet does not tell it. */
  readonly events: readonly ToldEvent[]
}

/** True for a folder that holds a packet of ours. */
export function isPacketFolder(folder: string): boolean {
  return ['manifest.json', 'findings.json'].every((name) =>
    lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile(),
  )
}

/** Where the database of an opened packet lies. */
export function packetDatabaseFile(dataFolder: string, folder: string): string {
  const sum = createHash('sha256')
    .update(readSmall(join(folder, 'manifest.json')))
    .digest('hex')
  return join(dataFolder, 'opened-packets', `${sum.slice(0, 32)}.sqlite`)
}

export function isPacketDatabase(file: string): boolean {
  return /[/\\]opened-packets[/\\][0-9a-f]{32}\.sqlite$/.test(file)
}

/**
 * Makes the database of a packet unless it is there. Throws AppError `path-not-usable` for a packet
 * that cannot be read or is not what its manifest vouches for.
 */
export function importPacket(
  folder: string,
  file: string,
  nativeBinding: string | undefined,
): void {
  if (existsSync(file)) return
  const given = readPacket(folder)
  const packet = given.findings
  const beside = `${file}.new`
  rmSync(beside, { force: true })
  const teller: Teller = { name: packet.review.reviewer || 'reviewer', at: packet.asOf }
  const store = openReviewStore(beside, {
    nativeBinding,
    now: () => new Date(teller.at),
    actor: () => teller.name,
    isSilent: true,
  })
  try {
    fill(store, given, folder, teller)
  } finally {
    store.close()
  }
  renameSync(beside, file)
}

function readPacket(folder: string): GivenPacket {
  const bytes = readSmall(join(folder, 'findings.json'))
  const manifest = ManifestSchema.safeParse(parsed(readSmall(join(folder, 'manifest.json'))))
  const listed = manifest.data?.files.find(({ path }) => path === 'findings.json')
  if (listed?.sha256 !== sha256Of(bytes)) {
    throw new AppError(
      'path-not-usable',
      'This packet is not as it was written: its manifest does not vouch for findings.json.',
      'Ask for the packet again.',
    )
  }
  const packet = FindingsFileSchema.safeParse(parsed(bytes))
  if (!packet.success) {
    throw new AppError(
      'path-not-usable',
      'This packet was written by another version of Lectern.',
      'Open it with the version that its manifest names.',
    )
  }
  const sums = new Map(manifest.data?.files.map(({ path, sha256 }) => [path, sha256]))
  const fileOf = (path: string) => sideFile(folder, path, sums.get(path))
  return {
    findings: packet.data,
    fileOf,
    patches: [...sums.keys()]
      .filter((path) => PATCH.test(path))
      .flatMap((path) => fileOf(path)?.toString('utf8') ?? []),
    events: toldEvents(fileOf('audit-log.jsonl')),
  }
}

/** Never through a link, and never what the manifest does not vouch for. */
function sideFile(folder: string, path: string, sha256: string | undefined): Buffer | undefined {
  if (sha256 === undefined || !SIDE_FILE.test(path)) return undefined
  const file = join(folder, path)
  const isWithin =
    dirname(file) === folder || lstatSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()
  const stats = lstatSync(file, { throwIfNoEntry: false })
  if (!isWithin || !stats?.isFile() || stats.size > MAX_BYTES) return undefined
  const bytes = readFileSync(file)
  return sha256Of(bytes) === sha256 ? bytes : undefined
}

function toldEvents(log: Buffer | undefined): readonly ToldEvent[] {
  const lines = log?.toString('utf8').split('\n').filter(Boolean) ?? []
  const events = lines.map((line) => EventSchema.safeParse(parsed(Buffer.from(line))).data)
  // A record with a gap tells less than none.
  return events.every((event) => event !== undefined) ? events : []
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // Answered by the schema: undefined is not a packet.
    return undefined
  }
}

function readSmall(file: string): Buffer {
  const stats = lstatSync(file)
  if (!stats.isFile() || stats.size > MAX_BYTES) {
    throw new AppError('path-not-usable', `${file} cannot be read.`, 'Open another packet.')
  }
  return readFileSync(file)
}

function fill(store: ReviewStore, given: GivenPacket, folder: string, teller: Teller): void {
  const packet = given.findings
  const { review, run, tool } = packet
  const reviewer = teller.name
  store.review.create({ rootPath: folder, onlyPath: '', name: review.name || 'packet', reviewer })
  teller.at = run.startedAt
  const runId = store.runs.start({
    profile: run.profile,
    settings: '{}',
    rules: [...new Set(packet.findings.map(({ ruleId }) => ruleId))],
    toolVersion: tool.version,
    ruleSetVersion: tool.ruleSetVersion,
    git: {
      ...(review.branch === null ? {} : { branch: review.branch }),
      ...(review.commit === null ? {} : { commit: review.commit }),
    },
  })
  teller.at = packet.asOf
  store.writer.write(() => {
    const texts = keepExcerpts(store, packet, given.patches)
    for (const { issue, detail, ...record } of packet.files) {
      store.runs.putFile(runId, {
        ...record,
        ...(issue === undefined ? {} : { issue }),
        ...(detail === undefined ? {} : { detail }),
        sha256: texts.get(record.path) ?? '',
      })
    }
    putObserved(store, runId, packet)
    for (const failure of run.ruleFailures) store.runs.putFailure(runId, failure)
    const ids = new Map<number, number>()
    const people = peopleOf(store, packet)
    for (const one of packet.findings.toSorted((a, b) => a.number - b.number)) {
      const sha256 = texts.get(one.location.path) ?? ''
      const { id } = store.findings.put(runId, asFinding(one), one.category, sha256, one.number)
      ids.set(one.number, id)
      putItem(store, id, one, people, teller)
      putWords(store, id, one, sha256, teller, reviewer)
      putTalk(store, id, one, teller, given.fileOf)
    }
    putThreads(store, null, packet.threads, teller)
    putStrengths(store, packet, texts, teller)
    teller.name = reviewer
    teller.at = packet.asOf
    store.openedPacket.put(toldWork(packet))
    for (const text of packet.texts) {
      store.fieldTexts.save({ ...text, findingId: null, rev: 0 }, command('packet.saveText'))
    }
    putPlan(store, packet, ids)
    putChecks(store, packet, teller)
    teller.name = reviewer
    teller.at = packet.asOf
    for (const one of packet.templates) {
      store.templates.save({ ...one, rev: 0 }, command('templates.save'))
    }
    // Tells the time of the packet: what comes last does.
    teller.at = run.finishedAt ?? packet.asOf
    store.runs.end(runId, run.state === 'finished' ? 'finished' : 'cancelled', '')
    teller.at = packet.asOf
    // Without the record, the one thing that is known is when the packet was as it is.
    const { asOf } = packet
    const opened = { kind: 'packet.opened', subject: 'review', after: asOf }
    const told = given.events.length > 0 ? given.events : [{ ...opened, at: asOf, actor: reviewer }]
    for (const { at, actor, ...event } of told) store.events.append(event, at, actor)
  })
  store.exports.record(
    { folder, files: [], verdict: packet.verdict.word },
    packet.asOf,
    packet.findings.map(({ number, label, severity, status, verdict, gate }) => ({
      id: number,
      number,
      label,
      severity,
      status,
      verdict,
      gate,
    })),
  )
}

/** What cannot be counted again without the repository. */
function toldWork(packet: FindingsFile): ToldWork {
  const { coverage = null, conduct, files } = packet
  const withheld = Object.fromEntries(
    packet.findings.flatMap((one) => (one.withheld ? [[one.number, one.withheld] as const] : [])),
  )
  const fileSums = Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]))
  if (!conduct) return { coverage, conduct: null, fileSums, withheld }
  const findings = conduct.findings.map(({ number, activeSeconds }) => ({
    findingId: number,
    activeSeconds,
  }))
  return { coverage, conduct: { ...conduct, findings }, fileSums, withheld }
}

function putWords(
  store: ReviewStore,
  findingId: number,
  one: PacketFinding,
  textSha256: string,
  teller: Teller,
  reviewer: string,
): void {
  teller.name = one.decidedBy ?? reviewer
  teller.at = one.decidedAt ?? teller.at
  const { severity, originalSeverity, severityReason, verdict, dismissReason } = one
  const { status, priority, gate, note } = one
  const tags = tagText(one.tags ?? [])
  const change = {
    ...(severity === originalSeverity ? {} : { severity, severityReason }),
    verdict,
    ...(verdict === 'dismissed' ? { dismissReason } : {}),
    ...{ status, priority, gate, tags, note },
  }
  const stored = store.findings.get(findingId)
  const isSaid = Object.entries(change).every(
    // The names of a change are names of the finding's own fields.
    ([field, value]) => stored?.[field as keyof typeof stored] === value,
  )
  // What nobody decided stays so.
  if (one.decidedBy !== null || !isSaid) {
    const rev = stored?.rev ?? 0
    store.decisions.decide({ findingId, rev, change }, command('findings.decide'))
  }
  teller.name = reviewer
  putFixes(store, findingId, one, textSha256)
  for (const text of one.texts) {
    store.fieldTexts.save({ ...text, findingId, rev: 0 }, command('packet.saveText'))
  }
  for (const test of one.tests) {
    store.newTests.create(findingId, test, command('packet.createTest'))
  }
  const hours = { findingId, rev: 0, hours: one.effortHours }
  store.estimates.save(hours, command('packet.saveHours'))
}

/** In the order of the packet, each by the one who wrote it. */
function putFixes(
  store: ReviewStore,
  findingId: number,
  { fixes }: PacketFinding,
  textSha256: string,
): void {
  const ofRule: FixRegion[] = []
  for (const { author, ...fix } of fixes) {
    if (author === 'rule') store.fixes.putOfRule(findingId, textSha256, [...ofRule, fix])
    else store.fixes.create({ ...fix, findingId, textSha256 }, command('fixes.create'))
    if (author === 'rule') ofRule.push(fix)
  }
}

function asFinding(one: PacketFinding): Finding {
  const { ruleId, originalSeverity, confidence, message, location, snippet } = one
  return {
    ruleId,
    severity: originalSeverity,
    confidence,
    message,
    location: placeOf(location),
    anchor: {
      symbol: one.symbol,
      nodePath: '',
      snippetHash: '',
      contextBefore: one.context?.before ?? [],
      contextAfter: one.context?.after ?? [],
    },
    snippet,
    evidence: one.evidence.map((step) => ({ ...step, location: placeOf(step.location) })),
    related: one.related.map(placeOf),
    fixes: [],
    fingerprint: one.fingerprint,
    ...(one.suppressedReason === null ? {} : { suppressed: { reason: one.suppressedReason } }),
  }
}
