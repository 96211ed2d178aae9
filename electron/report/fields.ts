// Which texts of the packet only a person can write, which are drafted from data, and what is still
// missing. A missing text is shown as missing; nothing is made up for it.
import type {
  ReviewSnapshot,
  SnapshotFinding,
  SnapshotPractice,
  SnapshotText,
} from '../api/snapshot.ts'
import { answerQuestion, BANS, RACE_FAMILIES } from './audit.ts'
import { groupItems } from './grouping.ts'
import { findingId } from './labels.ts'
import { isCounted, isOpen } from './standing.ts'

export interface ReviewField {
  readonly id: string
  /** How a reader would call it, to follow "Not written yet:". */
  readonly label: string
  /** `drafted` fields have a text computed from data until a reviewer confirms or changes it. */
  readonly kind: 'written' | 'drafted'
}

/** Texts about the review as a whole. */
export const REVIEW_FIELDS = {
  assessment: { id: 'assessment', label: 'overall assessment in one sentence', kind: 'written' },
  deployment: { id: 'deployment', label: 'deployment recommendation', kind: 'drafted' },
  goals: { id: 'goals', label: 'architectural goals that this enables or blocks', kind: 'written' },
  strengths: { id: 'strengths', label: 'what was done well', kind: 'drafted' },
  architecture: {
    id: 'architecture',
    label: 'architecture assessment and decisions',
    kind: 'written',
  },
  testStatus: {
    id: 'test-status',
    label: 'current test status (passing, missing)',
    kind: 'written',
  },
  testQuality: { id: 'test-quality', label: 'assessment of the tests', kind: 'written' },
  validation: { id: 'validation', label: 'how the findings were validated', kind: 'written' },
  rollout: { id: 'rollout', label: 'steps of the deployment with durations', kind: 'written' },
  mitigation: { id: 'mitigation', label: 'mitigation until the fixes are in', kind: 'written' },
  decisions: { id: 'decisions', label: 'decisions taken with the team', kind: 'written' },
  confidence: { id: 'confidence', label: 'confidence and its basis', kind: 'drafted' },
} as const satisfies Readonly<Record<string, ReviewField>>

/** Texts of the concurrency review, demanded where there is concurrency to speak of. */
export const CONCURRENCY_FIELDS = {
  performance: { id: 'performance', label: 'performance assessment', kind: 'written' },
  maintainability: { id: 'maintainability', label: 'maintainability assessment', kind: 'written' },
} as const satisfies Readonly<Record<string, ReviewField>>

/** True when the review has facts or findings about doing things at once. */
export function hasConcurrency(snapshot: ReviewSnapshot): boolean {
  const categories = new Map(snapshot.rules.map((rule) => [rule.id, rule.category]))
  return (
    snapshot.concurrency?.kinds.some((one) => one.count > 0) === true ||
    snapshot.findings.some((finding) => {
      const category = categories.get(finding.ruleId)
      return (
        isOpen(finding) && (category?.startsWith('async') === true || category === 'thread-safety')
      )
    })
  )
}

/** Texts about one finding. Only the impact of an open critical finding is demanded. */
export const FINDING_FIELDS = {
  impact: { id: 'impact', label: 'impact on the business', kind: 'written' },
  scenario: { id: 'scenario', label: 'example scenario', kind: 'written' },
  rootCause: { id: 'root-cause', label: 'root cause', kind: 'drafted' },
  blastRadius: { id: 'blast-radius', label: 'blast radius', kind: 'written' },
  prevention: { id: 'prevention', label: 'prevention measures', kind: 'written' },
  deferral: { id: 'deferral', label: 'reason and date of the deferral', kind: 'written' },
} as const satisfies Readonly<Record<string, ReviewField>>

/** The reviewer's answer to an audit question that no rule covers. */
export function auditField(questionId: string, title: string): ReviewField {
  return { id: `audit-${questionId}`, label: `audit of "${title}"`, kind: 'written' }
}

/** A text that has words in it, undefined otherwise. */
export function textOf(
  owner: { readonly texts?: readonly SnapshotText[] },
  field: ReviewField,
): SnapshotText | undefined {
  return owner.texts?.find((one) => one.field === field.id && one.text.trim() !== '')
}

export interface Completeness {
  readonly total: number
  readonly missing: readonly string[]
  readonly drafts: readonly string[]
  /** Whole per cent of the fields that are not missing; 100 only if none is. */
  readonly percent: number
}

/** Every field that this review demands, with what is missing and what is a draft. */
export function completeness(snapshot: ReviewSnapshot): Completeness {
  const missing: string[] = []
  const drafts: string[] = []
  let total = 1
  if (snapshot.review.reviewer.trim() === '') missing.push("reviewer's name")
  const fields = [
    ...Object.values(REVIEW_FIELDS),
    ...(hasConcurrency(snapshot) ? Object.values(CONCURRENCY_FIELDS) : []),
  ]
  for (const field of fields) {
    total += 1
    const given = textOf(snapshot, field)
    const isDrafted = field.kind === 'drafted' && hasDraft(snapshot, field)
    if (given === undefined && !isDrafted) missing.push(field.label)
    else if (given === undefined || !given.isConfirmed) drafts.push(field.label)
  }
  for (const question of [...RACE_FAMILIES.flatMap((family) => family.questions), ...BANS]) {
    if (answerQuestion(snapshot, question).verdict !== 'uncovered') continue
    const field = auditField(question.id, question.title)
    total += 1
    const given = textOf(snapshot, field)
    if (given === undefined) missing.push(field.label)
    else if (!given.isConfirmed) drafts.push(field.label)
  }
  for (const { finding, field } of demandedOfFindings(snapshot)) {
    total += 1
    const given = textOf(finding, field)
    if (given === undefined) missing.push(`${findingId(finding)}: ${field.label}`)
    else if (!given.isConfirmed) drafts.push(`${findingId(finding)}: ${field.label}`)
  }
  const percent = Math.floor((100 * (total - missing.length)) / total)
  return { total, missing, drafts, percent }
}

/** Strengths can only be drafted from counted practices; the other drafts need nothing. */
function hasDraft(snapshot: ReviewSnapshot, field: ReviewField): boolean {
  return field.id !== REVIEW_FIELDS.strengths.id || strongPractices(snapshot).length > 0
}

/**
 * Texts about findings that the packet needs a person for: the impact of what is critical and open,
 * once for a group of equal findings, and the reason of what was deferred.
 */
function demandedOfFindings(
  snapshot: ReviewSnapshot,
): readonly { readonly finding: SnapshotFinding; readonly field: ReviewField }[] {
  const critical = snapshot.findings.filter((one) => one.severity === 'critical' && isOpen(one))
  const deferred = snapshot.findings.filter((one) => one.status === 'deferred' && isCounted(one))
  return [
    ...groupItems(critical).map((item) => ({
      finding: item.kind === 'single' ? item.finding : item.findings[0],
      field: FINDING_FIELDS.impact,
    })),
    ...deferred.map((finding) => ({ finding, field: FINDING_FIELDS.deferral })),
  ]
}

/** Share of places from which on a practice is something done well. */
const WELL_DONE = 0.8
/** Fewer places than this show nothing. */
const LEAST_PLACES = 3

/** Practices that nearly all places follow, the best supported first. */
export function strongPractices(snapshot: ReviewSnapshot): readonly SnapshotPractice[] {
  return (snapshot.practices ?? [])
    .filter(
      (practice) => practice.total >= LEAST_PLACES && practice.count >= WELL_DONE * practice.total,
    )
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
}
