// `findings.json`: the whole review for programs.
import type { PacketFile, ReviewSnapshot, SnapshotFinding } from '../../api/snapshot.ts'
import { tagsOf } from '../../api/tags.ts'
import { evidenceOf } from '../documents/evidence-parts.ts'
import { type Effort, hours } from '../effort.ts'
import { categoryOf, type PacketModel } from '../model.ts'
import { FINDINGS_VERSION, type FindingsFile } from '../schema/findings.ts'
import { isCounted, isOpen } from '../standing.ts'
import { ownTemplates } from '../templates/built-in-templates.ts'
import { jsonFile } from './json-text.ts'
import { each, type Streamed } from './lazy-list.ts'

/** A finding stands in the findings of the file. */
const FINDING_DEPTH = 2

export function findingsJson(model: PacketModel): PacketFile {
  return jsonFile('findings.json', FINDING_DEPTH, () => findingsData(model))
}

/** The published form of the snapshot, with the figures that the documents print. */
function findingsData(model: PacketModel): Streamed<FindingsFile, 'findings'> {
  const { snapshot } = model
  const { review, run } = snapshot
  return {
    $schema: 'findings.schema.json',
    version: FINDINGS_VERSION,
    tool: { ...snapshot.tool },
    review: {
      name: review.name,
      reviewer: review.reviewer,
      branch: review.branch ?? null,
      commit: review.commit ?? null,
      repositoryUri: review.repositoryUri ?? null,
      scope: review.scope,
    },
    asOf: snapshot.asOf,
    run: {
      state: run.state,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt ?? null,
      profile: run.profile,
      ruleFailures: run.ruleFailures.map((failure) => ({ ...failure })),
      setByRepository: [...(run.setByRepository ?? [])],
    },
    verdict: {
      word: model.verdict.word,
      computed: model.verdict.computed ?? model.verdict.word,
      risk: model.risk,
      reasons: [...model.verdict.reasons],
    },
    counts: {
      findings: model.findings.length,
      open: model.open.length,
      blockers: model.blockers.length,
      conditions: model.conditions.length,
      later: model.later.length,
      undecided: model.undecided,
      dismissed: model.dismissed.length,
      suppressed: model.suppressed.length,
      deferred: model.deferred.length,
      newTests: model.newTests.length,
      bySeverity: { ...model.bySeverity },
      files: { ...model.files },
    },
    effortHours: {
      blockers: inHours(model.effort.blockers),
      tests: inHours(model.effort.tests),
      review: inHours(model.effort.review),
      toMerge: inHours(model.effort.toMerge),
      others: inHours(model.effort.others),
      total: inHours(model.effort.total),
    },
    completeness: {
      percent: model.completeness.percent,
      missing: [...model.completeness.missing],
      drafts: [...model.completeness.drafts],
    },
    texts: (snapshot.texts ?? []).map((text) => ({ ...text })),
    practices: (snapshot.practices ?? []).map((practice) => ({
      ...practice,
      places: [...practice.places],
    })),
    strengths: (snapshot.strengths ?? []).map((strength) => ({
      ...strength,
      places: strength.places.map((place) => ({ ...place })),
    })),
    ...workData(snapshot),
    coverage: coverageData(snapshot),
    conduct: conductData(snapshot),
    findings: each(snapshot.findings, (finding) => findingData(model, finding)),
    rules: snapshot.rules.map((rule) => ({
      ...rule,
      profiles: [...rule.profiles],
      cwe: [...rule.cwe],
      equivalents: [...rule.equivalents],
      exemptions: [...rule.exemptions],
      limits: [...rule.limits],
    })),
    files: snapshot.files.map((file) => ({ ...file })),
  }
}

/** What was planned and agreed on, and what it was judged by. */
function workData(
  snapshot: ReviewSnapshot,
): Pick<FindingsFile, 'concurrency' | 'streams' | 'checks' | 'templates' | 'threads'> {
  const { concurrency, streams, checks = [] } = snapshot
  return {
    concurrency:
      concurrency === undefined
        ? null
        : {
            kinds: concurrency.kinds.map((one) => ({ ...one, places: [...one.places] })),
            adjustment: concurrency.adjustment ?? null,
          },
    streams:
      streams?.map(({ id, title, files, commitMessage, tasks }) => ({
        id,
        title,
        files: [...files],
        commitMessage: commitMessage ?? '',
        tasks: tasks.map((task) => ({
          ...task,
          steps: [...task.steps],
          findings: [...task.findings],
        })),
      })) ?? null,
    checks: checks.map(({ standing, tickedAt, tickedBy, ...check }) => ({
      ...check,
      standing: standing ?? null,
      tickedAt: tickedAt ?? null,
      tickedBy: tickedBy ?? null,
    })),
    threads: threadData(snapshot, undefined),
    templates: ownTemplates(snapshot).map((one) => ({ ...one })),
  }
}

function coverageData({ coverage }: ReviewSnapshot): FindingsFile['coverage'] {
  if (coverage === undefined) return null
  return { total: { ...coverage.total }, files: coverage.files.map((file) => ({ ...file })) }
}

function conductData({ conduct, findings }: ReviewSnapshot): FindingsFile['conduct'] {
  if (conduct === undefined) return null
  const numbers = new Map(findings.map(({ id, number }) => [id, number]))
  return {
    ...conduct,
    days: conduct.days.map((day) => ({ ...day })),
    files: conduct.files.map((file) => ({ ...file })),
    findings: conduct.findings.flatMap(({ findingId, activeSeconds }) => {
      const number = numbers.get(findingId)
      return number === undefined ? [] : [{ number, activeSeconds }]
    }),
  }
}

function itemData({ item }: SnapshotFinding): FindingsFile['findings'][number]['item'] {
  if (item === undefined) return null
  const { assignedAt = null, submittedAt = null, dueAt = null, decidedAt = null } = item
  return { ...item, assignedAt, submittedAt, dueAt, decidedAt }
}

/** The talk about a finding, or about lines alone. */
function threadData(snapshot: ReviewSnapshot, findingId: number | undefined): ThreadData[] {
  return (snapshot.threads ?? [])
    .filter((thread) => thread.findingId === findingId)
    .map(({ findingId: _, comments, ...thread }) => ({
      ...thread,
      comments: comments.map((comment) => ({ ...comment })),
    }))
}

type ThreadData = FindingsFile['threads'][number]

function inHours(effort: Effort): { low: number; high: number } {
  return { low: hours(effort.low), high: hours(effort.high) }
}

function findingData(model: PacketModel, one: SnapshotFinding): FindingsFile['findings'][number] {
  const { finding } = one
  return {
    number: one.number,
    label: one.label,
    ruleId: one.ruleId,
    category: categoryOf(one, model.ruleOf),
    title: one.title,
    message: finding.message,
    severity: one.severity,
    originalSeverity: one.originalSeverity,
    severityReason: one.severityReason,
    confidence: finding.confidence,
    verdict: one.verdict,
    dismissReason: one.dismissReason,
    suppressedReason: finding.suppressed?.reason ?? null,
    isCounted: isCounted(one),
    isOpen: isOpen(one),
    status: one.status,
    priority: one.priority,
    gate: one.gate,
    tags: [...tagsOf(one.tags ?? '')],
    location: finding.location,
    symbol: finding.anchor.symbol,
    snippet: finding.snippet,
    context: {
      before: [...finding.anchor.contextBefore],
      after: [...finding.anchor.contextAfter],
    },
    related: [...finding.related],
    evidence: [...one.evidence],
    fingerprint: finding.fingerprint,
    effortHours: inHours(model.effortOf(one)),
    note: one.note,
    texts: (one.texts ?? []).map((text) => ({ ...text })),
    fixes: one.fixes.map((fix) => ({
      title: fix.title,
      grade: fix.grade,
      author: fix.author,
      path: fix.path,
      startLine: fix.startLine,
      endLine: fix.endLine,
      before: fix.before,
      after: fix.after,
    })),
    tests: (one.tests ?? []).map((test) => ({ ...test })),
    decidedAt: one.decidedAt ?? null,
    decidedBy: one.decidedBy ?? null,
    item: itemData(one),
    answers: (one.answers ?? []).map((answer) => ({ ...answer })),
    attachments: evidenceOf(one).map(({ path, attachment: { id: _id, ...attachment } }) => ({
      ...attachment,
      path,
    })),
    ...(one.withheld === undefined ? {} : { withheld: one.withheld.map((file) => ({ ...file })) }),
    threads: threadData(model.snapshot, one.id),
  }
}
