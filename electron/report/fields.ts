// Which texts of the packet only a person can write, which are drafted from data, and what is still
// missing. A missing text is shown as missing; nothing is made up for it.
import type {
  ReviewSnapshot,
  SnapshotFinding,
  SnapshotPractice,
  SnapshotText,
} from '../api/snapshot.ts'
import { answerQuestion, BANS, RACE_FAMILIES } from './audit.ts'
import {
  auditField,
  CONCURRENCY_FIELDS,
  FINDING_FIELDS,
  REVIEW_FIELDS,
  type ReviewField,
  roleField,
} from './field-catalogue.ts'
import { groupItems } from './grouping.ts'
import { findingId } from './labels.ts'
import { isTestPath } from './paths.ts'
import { isCounted, isOpen } from './standing.ts'

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

/** A text that has words in it, undefined otherwise. */
export function textOf(
  owner: { readonly texts?: readonly SnapshotText[] },
  field: ReviewField,
): SnapshotText | undefined {
  return owner.texts?.find((one) => one.field === field.id && one.text.trim() !== '')
}

/** One text that the packet has a place for. */
export interface FieldState {
  readonly field: ReviewField
  /** Set for a text about one finding. */
  readonly finding?: SnapshotFinding
  /** How a reader would call it: `HIGH-2 (#12): impact on the business`. */
  readonly name: string
  /** `empty`: optional and not written. */
  readonly state: 'missing' | 'draft' | 'written' | 'empty'
  readonly given: SnapshotText | undefined
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
  const states = demandedFields(snapshot)
  const hasReviewer = snapshot.review.reviewer.trim() !== ''
  const missing = [
    ...(hasReviewer ? [] : ["reviewer's name"]),
    ...states.filter(({ state }) => state === 'missing').map(({ name }) => name),
  ]
  const drafts = states.filter(({ state }) => state === 'draft').map(({ name }) => name)
  const total = 1 + states.length
  const percent = Math.floor((100 * (total - missing.length)) / total)
  return { total, missing, drafts, percent }
}

/** The texts that the review as it is cannot do without, in the order of the documents. */
function demandedFields(snapshot: ReviewSnapshot): readonly FieldState[] {
  const given = reviewFields(snapshot).filter(({ field }) => field.isOptional !== true)
  return [...given, ...demandedOfFindings(snapshot)]
}

/** All texts about the review as a whole: the demanded ones and those that may be left empty. */
export function reviewFields(snapshot: ReviewSnapshot): readonly FieldState[] {
  const uncovered = [...RACE_FAMILIES.flatMap((family) => family.questions), ...BANS].filter(
    (question) => answerQuestion(snapshot, question).verdict === 'uncovered',
  )
  const fields: readonly ReviewField[] = [
    ...Object.values(REVIEW_FIELDS),
    ...(hasConcurrency(snapshot) ? Object.values(CONCURRENCY_FIELDS) : []),
    ...uncovered.map(({ id, title }) => auditField(id, title)),
    ...filesWithRoles(snapshot).map(roleField),
  ]
  return fields.map((field) => {
    const isDrafted = field.kind === 'drafted' && hasDraft(snapshot, field)
    const state = fieldState(snapshot, field, isDrafted)
    // What reviewers saw themselves is said, whether or not something was counted as well.
    return field.id === REVIEW_FIELDS.strengths.id && !isDrafted && isSeen(snapshot)
      ? { ...state, state: 'written' }
      : state
  })
}

/** Files of which somebody may say what they are for. */
const ROLES = 12

/** The files with the most findings that stand. */
function filesWithRoles(snapshot: ReviewSnapshot): readonly string[] {
  const counts = new Map<string, number>()
  for (const { finding } of snapshot.findings.filter(isCounted)) {
    const { path } = finding.location
    if (!isTestPath(path)) counts.set(path, (counts.get(path) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, ROLES)
    .map(([path]) => path)
}

function fieldState(
  snapshot: ReviewSnapshot,
  field: ReviewField,
  isDrafted: boolean,
  finding?: SnapshotFinding,
): FieldState {
  const given = textOf(finding ?? snapshot, field)
  const isMissing = given === undefined && !isDrafted
  const without = field.isOptional === true ? 'empty' : 'missing'
  return {
    field,
    ...(finding === undefined ? {} : { finding }),
    name: finding === undefined ? field.label : `${findingId(finding)}: ${field.label}`,
    state: isMissing ? without : given?.isConfirmed === true ? 'written' : 'draft',
    given,
  }
}

/** All texts that can be written about one finding; rules draft some, which nobody has to confirm. */
export function findingFields(
  snapshot: ReviewSnapshot,
  finding: SnapshotFinding,
): readonly FieldState[] {
  const demanded = new Set(
    demandedOfFindings(snapshot)
      .filter((one) => one.finding === finding)
      .map(({ field }) => field.id),
  )
  return Object.values(FINDING_FIELDS).map((field: ReviewField) =>
    fieldState(
      snapshot,
      demanded.has(field.id) ? field : { ...field, isOptional: true },
      false,
      finding,
    ),
  )
}

function isSeen({ strengths = [] }: ReviewSnapshot): boolean {
  return strengths.length > 0
}

/** Strengths can only be drafted from counted practices; the other drafts need nothing. */
function hasDraft(snapshot: ReviewSnapshot, field: ReviewField): boolean {
  return field.id !== REVIEW_FIELDS.strengths.id || strongPractices(snapshot).length > 0
}

/**
 * Texts about findings that the packet needs a person for: the impact of what is critical and open,
 * once for a group of equal findings, and the reason of what was deferred.
 */
export function demandedOfFindings(snapshot: ReviewSnapshot): readonly FieldState[] {
  const critical = snapshot.findings.filter((one) => one.severity === 'critical' && isOpen(one))
  const deferred = snapshot.findings.filter((one) => one.status === 'deferred' && isCounted(one))
  return [
    ...groupItems(critical).map((item) =>
      fieldState(
        snapshot,
        FINDING_FIELDS.impact,
        false,
        item.kind === 'single' ? item.finding : item.findings[0],
      ),
    ),
    ...deferred.map((finding) => fieldState(snapshot, FINDING_FIELDS.deferral, false, finding)),
  ]
}

/** Share of places from which on a practice is something done well. */
const WELL_DONE = 0.8
/** Fewer places than this show nothing. */
const LEAST_PLACES = 3

/** Practices that nearly all places follow, the best supported first. */
export function strongPractices(snapshot: ReviewSnapshot): readonly SnapshotPractice[] {
  return wellDone(snapshot.practices ?? [])
}

/** Those of the practices that nearly all places follow, the best supported first. */
export function wellDone(practices: readonly SnapshotPractice[]): readonly SnapshotPractice[] {
  return practices
    .filter(
      (practice) => practice.total >= LEAST_PLACES && practice.count >= WELL_DONE * practice.total,
    )
    .toSorted((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
}
