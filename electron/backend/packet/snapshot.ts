// The frozen state of one review, read in one transaction: what every document is made from.

import {
  CONFIDENCES,
  type Confidence,
  type FileRecord,
  SEVERITIES,
  type Severity,
} from '../../../analyzer/model.ts'
import { combinePractices } from '../../../analyzer/practices/combine.ts'
import { combineConcurrency } from '../../../analyzer/practices/concurrency-kinds.ts'
import type { Attachment } from '../../api/attachments.ts'
import type { Fix } from '../../api/domain.ts'
import { judgeGates } from '../../api/gates.ts'
import type { ReviewSnapshot, SnapshotFinding } from '../../api/snapshot.ts'
import type { StoredAnswer } from '../../store/answers.ts'
import type { StoredEvent } from '../../store/events.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { ToldWork } from '../../store/opened-packet.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import { conductOf } from '../clock/conduct.ts'
import { coverageOf } from '../coverage/coverage.ts'
import { reviewedFiles } from '../coverage/reviewed-files.ts'
import { strengthsNow } from '../discussion/strengths.ts'
import { itemsOfFindings } from '../finding-items.ts'
import { describeRepositorySettings } from '../repository-settings.ts'
import { RULE_INFOS, RULE_SET_VERSION } from '../rule-infos.ts'
import { ruleTitle } from '../rule-set.ts'
import { analysedText } from '../text-lines.ts'
import { walkthroughParts } from '../together/walkthrough.ts'
import { plannedWork } from './planned-work.ts'
import { reviewerWords } from './reviewer-words.ts'

/** Leaves findings out of a packet; the packet says so in its scope. */
export interface SnapshotFilter {
  /** The least severity that is shown. */
  readonly severity?: Severity | undefined
  /** The least confidence that is shown. */
  readonly confidence?: Confidence | undefined
  readonly rules?: readonly string[] | undefined
  /** What changed since a revision, and the fingerprints of the findings there. */
  readonly since?:
    | { readonly revision: string; readonly fingerprints: ReadonlySet<string> }
    | undefined
}

export interface SnapshotOptions {
  readonly toolVersion: string
  readonly filter?: SnapshotFilter
  /** Fingerprints of what was known before: marks findings, leaves none out. */
  readonly baseline?: ReadonlySet<string>
  /** False leaves out the sources of the files that fixes change. */
  readonly hasSources?: boolean
}

/** Events that tell of the packet itself: it cannot hold those of its own export. */
const OUTSIDE = new Set(['packet.exported'])

export function buildSnapshot(
  store: ReviewStore,
  { toolVersion, filter = {}, baseline, hasSources = true }: SnapshotOptions,
): ReviewSnapshot {
  return store.readTogether(() => {
    const review = store.review.read()
    const run = store.runs.latest()
    const told = store.openedPacket.read()
    const files = run === undefined ? [] : store.runs.ledger(run.id)
    const observed = run === undefined ? [] : store.runs.observed(run.id)
    const events = store.events.all().filter(({ kind }) => !OUTSIDE.has(kind))
    const bodies = store.findings.bodies()
    const { since } = filter
    const known = store.findings.list()
    const shown = known
      .filter((one) => isShown(one, filter))
      .filter(
        ({ id }) =>
          since === undefined || since.fingerprints.has(bodies.get(id)?.fingerprint ?? ''),
      )
    const fixes = fixesByFinding(store)
    const words = reviewerWords(store)
    const answers = answersByFinding(store)
    const attached = Map.groupBy(store.attachments.all(), ({ findingId }) => findingId)
    const asOf = events.at(-1)?.at ?? review.createdAt
    const items = itemsOfFindings(store, asOf)
    const ordered = shown.toSorted(byImportance)
    const numbers = store.exports.numbers(
      ordered.map((one) => ({ ...one, stands: one.verdict !== 'dismissed' && !one.isSuppressed })),
    )
    const findings = ordered.flatMap((one): SnapshotFinding[] => {
      const finding = bodies.get(one.id)
      if (finding === undefined) return []
      return [
        {
          id: one.id,
          number: one.number,
          label: `${one.severity.toUpperCase()}-${numbers.get(one.id) ?? 0}`,
          ruleId: one.ruleId,
          title: one.ownTitle ?? ruleTitle(one.ruleId),
          category: one.category,
          finding,
          severity: one.severity,
          originalSeverity: one.originalSeverity,
          severityReason: one.severityReason,
          verdict: one.verdict,
          dismissReason: one.dismissReason,
          status: one.status,
          priority: one.priority,
          gate: one.gate,
          ...(one.tags === '' ? {} : { tags: one.tags }),
          note: one.note,
          fixes: fixes.get(one.id) ?? [],
          evidence: finding.evidence,
          ...(baseline && {
            baselineState: baseline.has(finding.fingerprint) ? 'unchanged' : 'new',
          }),
          ...words.ofFinding(one.id),
          ...answersOf(answers.get(one.id)),
          ...attachmentsOf(attached.get(one.id)),
          ...withheldOf(told?.withheld[one.number]),
          ...items(one),
          ...(one.decidedAt === null ? {} : { decidedAt: one.decidedAt }),
          ...(one.decidedBy === '' ? {} : { decidedBy: one.decidedBy }),
        },
      ]
    })
    return {
      version: 1,
      review: {
        name: review.name,
        reviewer: namesOf([...review.reviewers, ...store.merges.reviewers()]),
        ...(review.branch === null ? {} : { branch: review.branch }),
        ...(review.commit === null ? {} : { commit: review.commit }),
        ...(review.repositoryUri === null ? {} : { repositoryUri: review.repositoryUri }),
        scope: scopeOf(review.onlyPath, filter),
      },
      tool: {
        name: 'Lectern',
        version: run?.toolVersion ?? toolVersion,
        ruleSetVersion: run?.ruleSetVersion ?? RULE_SET_VERSION,
      },
      asOf,
      run: {
        startedAt: run?.startedAt ?? review.createdAt,
        ...(run === undefined || run.finishedAt === null ? {} : { finishedAt: run.finishedAt }),
        state: run?.state ?? 'none',
        profile: run?.profile ?? 'default',
        ruleFailures: run === undefined ? [] : store.runs.failures(run.id),
        setByRepository:
          run === undefined
            ? []
            : describeRepositorySettings(store.runs.repositorySettings(run.id)),
      },
      files: told === undefined ? files : files.map((file) => asTold(file, told)),
      ...carriedFilesOf(store),
      findings,
      rules: RULE_INFOS,
      gates: judgeGates(shown, {
        read: files.filter(({ state }) => state !== 'skipped').length,
        runState: run?.state ?? 'none',
      }),
      events: events.map(asSnapshotEvent),
      practices: combinePractices(observed.map(({ practices }) => practices)),
      ...strengthsOf(store),
      concurrency: {
        kinds: combineConcurrency(observed.map(({ concurrency }) => concurrency)),
        ...words.adjustment,
      },
      ...workBehind(store, { told, known, events }),
      ...(hasSources && { sources: sourcesOfFixes(store, findings) }),
      texts: words.ofReview,
      ...templatesOf(store),
      ...threadsOf(store),
      ...walkthroughParts(store),
      ...plannedWork(store, new Map(findings.map(({ id, number }) => [id, number]))),
    }
  })
}

/** Left out where there is none. */
function carriedFilesOf(store: ReviewStore): Pick<ReviewSnapshot, 'carriedFiles'> {
  const carriedFiles = store.carriedFiles.inForce().map(({ path, lines }) => ({ path, lines }))
  return carriedFiles.length === 0 ? {} : { carriedFiles }
}

interface WorkRecord {
  readonly told: ToldWork | undefined
  readonly known: readonly StoredFinding[]
  readonly events: readonly StoredEvent[]
}

/** With the sum of the whole file, where only an excerpt is kept. */
function asTold(file: FileRecord, { fileSums }: ToldWork): FileRecord {
  return { ...file, sha256: fileSums[file.path] ?? '' }
}

/** What was read and for how long; of an opened packet as it tells it. */
function workBehind(
  store: ReviewStore,
  { told, known, events }: WorkRecord,
): Pick<ReviewSnapshot, 'coverage' | 'conduct'> {
  if (told !== undefined) {
    const { coverage, conduct } = told
    return { ...(coverage && { coverage }), ...(conduct && { conduct }) }
  }
  const coverage = coverageOf(reviewedFiles({ store, findings: () => known }).all())
  return { coverage, ...conductUpTo(store, events) }
}

/** What was measured before the last change; what came after it belongs to the next packet. */
function conductUpTo(
  store: ReviewStore,
  events: readonly StoredEvent[],
): Pick<ReviewSnapshot, 'conduct'> {
  const conduct = conductOf(store.workingTime.byDay(events.at(-1)?.seq ?? 0), events)
  return conduct === undefined ? {} : { conduct }
}

/** Not given where every document has its built-in form. */
function templatesOf(store: ReviewStore): Pick<ReviewSnapshot, 'templates'> {
  const templates = store.templates.all().map(({ document, text }) => ({ document, text }))
  return templates.length === 0 ? {} : { templates }
}

function answersByFinding(store: ReviewStore): ReadonlyMap<number, readonly StoredAnswer[]> {
  return Map.groupBy(store.answers.all(), ({ findingId }) => findingId)
}

/** Left out where there is none. */
function answersOf(stored: readonly StoredAnswer[] = []): Pick<SnapshotFinding, 'answers'> {
  if (stored.length === 0) return {}
  return {
    answers: stored.map(({ question, answer, note, answeredBy: by, answeredAt: at }) => ({
      question,
      answer,
      note,
      by,
      at,
    })),
  }
}

/** Left out where there is none. */
function attachmentsOf(files: readonly Attachment[] = []): Pick<SnapshotFinding, 'attachments'> {
  if (files.length === 0) return {}
  return { attachments: files.map(({ rev: _rev, findingId: _finding, ...file }) => file) }
}

/** Left out where there is none. */
function withheldOf(withheld: SnapshotFinding['withheld']): Pick<SnapshotFinding, 'withheld'> {
  return withheld === undefined ? {} : { withheld }
}

/** Left out where there is none. */
function strengthsOf(store: ReviewStore): Pick<ReviewSnapshot, 'strengths'> {
  const strengths = strengthsNow(store).map(({ title, text, by, places }) => ({
    title,
    text,
    by,
    places: places.map(({ state, ...place }) => ({
      ...place,
      isCurrent: state === 'exact' || state === 'moved',
    })),
  }))
  return strengths.length === 0 ? {} : { strengths }
}

/** Left out where there is none. */
function threadsOf(store: ReviewStore): Pick<ReviewSnapshot, 'threads'> {
  const threads = store.threads
    .all()
    .map(({ id: _id, rev: _rev, findingId, comments, ...thread }) => ({
      ...thread,
      ...(findingId !== null && { findingId }),
      comments: comments.map(({ by, at, text }) => ({ by, at, text })),
    }))
  return threads.length === 0 ? {} : { threads }
}

/** What has gone from the code is part of the packet only as work that was verified. */
function isShown(finding: StoredFinding, { severity, confidence, rules }: SnapshotFilter): boolean {
  if (finding.isGone && finding.status !== 'verified') return false
  const isWeaker = severity !== undefined && rank(finding.severity) > rank(severity)
  const isVaguer =
    confidence !== undefined &&
    CONFIDENCES.indexOf(finding.confidence) > CONFIDENCES.indexOf(confidence)
  return !isWeaker && !isVaguer && (rules === undefined || rules.includes(finding.ruleId))
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

function byImportance(a: StoredFinding, b: StoredFinding): number {
  return (
    rank(a.severity) - rank(b.severity) ||
    compareText(a.location.path, b.location.path) ||
    a.location.range.startLine - b.location.range.startLine ||
    a.location.range.startColumn - b.location.range.startColumn ||
    a.id - b.id
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function scopeOf(onlyPath: string, { severity, confidence, rules, since }: SnapshotFilter): string {
  const limits = [
    ...(severity === undefined ? [] : [`severity ${severity} and above`]),
    ...(confidence === undefined ? [] : [`confidence ${confidence} and above`]),
    ...(rules === undefined ? [] : [`rules ${rules.join(', ')}`]),
    ...(since === undefined ? [] : [`what changed since ${since.revision}`]),
  ]
  const place = onlyPath === '' ? 'Whole folder' : onlyPath
  return limits.length === 0 ? place : `${place}; only ${limits.join('; ')}`
}

function fixesByFinding(store: ReviewStore): ReadonlyMap<number, Fix[]> {
  const byFinding = new Map<number, Fix[]>()
  for (const { findingId, textSha256: _, ...fix } of store.fixes.all()) {
    const own = byFinding.get(findingId)
    if (own === undefined) byFinding.set(findingId, [fix])
    else own.push(fix)
  }
  return byFinding
}

/** The analysed text of each file that a fix of the packet changes, in the order of their paths. */
function sourcesOfFixes(
  store: ReviewStore,
  findings: readonly SnapshotFinding[],
): NonNullable<ReviewSnapshot['sources']> {
  const shown = new Set(findings.flatMap(({ fixes }) => fixes.map(({ id }) => id)))
  const hashes = new Map<string, string>()
  for (const { id, path, textSha256 } of store.fixes.all()) {
    if (shown.has(id)) hashes.set(path, textSha256)
  }
  return [...hashes]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([path, sha256]) => {
      const text = analysedText(store, path, sha256)
      return text === undefined ? [] : [{ path, text }]
    })
}

function asSnapshotEvent(event: StoredEvent): ReviewSnapshot['events'][number] {
  const { seq, at, actor, kind, subject, field, before, after, reason } = event
  return { seq, at, actor, kind, subject, field, before, after, reason }
}

/** `Ada, Bea and Cy`: everybody once. */
function namesOf(names: readonly string[]): string {
  const [last = '', ...others] = [...new Set(names)].reverse()
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`
}
