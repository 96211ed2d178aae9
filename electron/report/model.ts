// The packet's figures, computed once from the snapshot. Every document, JSON and SARIF read them
// here, so that a number has one value wherever it appears.
import {
  CATEGORIES,
  type Category,
  type RuleInfo,
  SEVERITIES,
  type Severity,
} from '../../analyzer/model.ts'
import type { Status } from '../api/domain.ts'
import type { ReviewSnapshot, SnapshotFinding, SnapshotTest } from '../api/snapshot.ts'
import { type Effort, type EffortSums, effortSums, findingEffort } from './effort.ts'
import { type Completeness, completeness } from './fields.ts'
import { STATUS_WORD } from './labels.ts'
import { filePrefix } from './names.ts'
import { holdsReferences, withReferences } from './references.ts'
import {
  isCounted,
  isOpen,
  openAt,
  type PacketVerdict,
  packetVerdict,
  type RiskWord,
  riskOf,
} from './standing.ts'
import { type TextForms, textForms } from './tree/safe-markdown.ts'

export type SeverityCounts = Readonly<Record<Severity, number>>

interface FileRow {
  readonly path: string
  readonly counts: SeverityCounts
  readonly total: number
  readonly findings: readonly SnapshotFinding[]
}

export interface NewTest {
  /** Running number over the packet. */
  readonly number: number
  readonly finding: SnapshotFinding
  readonly test: SnapshotTest
}

export interface PacketModel {
  readonly snapshot: ReviewSnapshot
  /** Start of every file name. */
  readonly prefix: string
  readonly verdict: PacketVerdict
  readonly risk: RiskWord
  /** Findings that stand, in the packet's order. */
  readonly findings: readonly SnapshotFinding[]
  readonly open: readonly SnapshotFinding[]
  /** Open before merge, open before production, open for later: together all that is open. */
  readonly blockers: readonly SnapshotFinding[]
  readonly conditions: readonly SnapshotFinding[]
  readonly later: readonly SnapshotFinding[]
  readonly dismissed: readonly SnapshotFinding[]
  readonly suppressed: readonly SnapshotFinding[]
  readonly deferred: readonly SnapshotFinding[]
  readonly overridden: readonly SnapshotFinding[]
  readonly undecided: number
  readonly bySeverity: SeverityCounts
  readonly byCategory: readonly {
    readonly category: Category
    readonly counts: SeverityCounts
    readonly total: number
  }[]
  /** Files with findings, the most severe first. */
  readonly byFile: readonly FileRow[]
  readonly byStatus: readonly { readonly status: Status; readonly count: number }[]
  readonly newTests: readonly NewTest[]
  readonly files: {
    readonly found: number
    readonly analysed: number
    readonly partial: number
    readonly skipped: number
    readonly lines: number
  }
  readonly effort: EffortSums
  readonly completeness: Completeness
  readonly effortOf: (finding: SnapshotFinding) => Effort
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
  /** The forms of a Markdown text; each text is read once. */
  readonly formsOf: (markdown: string) => TextForms
  /** Text of a file as it was analysed, where the snapshot has it. */
  readonly sourceOf: (path: string) => string | undefined
}

/**
 * All figures of a snapshot, with the references of its texts filled in; the same snapshot gives
 * the same figures.
 */
export function packetModel(snapshot: ReviewSnapshot): PacketModel {
  const model = figures(snapshot)
  return holdsReferences(snapshot) ? figures(withReferences(snapshot, model)) : model
}

function figures(snapshot: ReviewSnapshot): PacketModel {
  const rules = new Map(snapshot.rules.map((rule) => [rule.id, rule]))
  const ruleOf = (ruleId: string) => rules.get(ruleId)
  const sources = new Map((snapshot.sources ?? []).map((source) => [source.path, source.text]))
  const effortOf = (finding: SnapshotFinding) => findingEffort(finding, ruleOf(finding.ruleId))
  const findings = snapshot.findings.filter(isCounted)
  const blockers = openAt(findings, 'merge')
  const conditions = openAt(findings, 'production')
  const later = openAt(findings, 'later')
  const newTests = findings
    .flatMap((finding) => (finding.tests ?? []).map((test) => ({ finding, test })))
    .map((one, index) => ({ ...one, number: index + 1 }))
  return {
    snapshot,
    prefix: filePrefix(snapshot.review.name),
    verdict: packetVerdict(snapshot),
    risk: riskOf(findings),
    findings,
    open: findings.filter(isOpen),
    blockers,
    conditions,
    later,
    dismissed: snapshot.findings.filter((finding) => finding.verdict === 'dismissed'),
    suppressed: snapshot.findings.filter(
      (finding) => finding.verdict !== 'dismissed' && finding.finding.suppressed !== undefined,
    ),
    deferred: findings.filter((finding) => finding.status === 'deferred'),
    overridden: findings.filter((finding) => finding.severity !== finding.originalSeverity),
    undecided: findings.filter((finding) => finding.verdict === 'undecided').length,
    bySeverity: severityCounts(findings),
    byCategory: CATEGORIES.flatMap((category) => {
      const own = findings.filter((finding) => categoryOf(finding, ruleOf) === category)
      return own.length === 0 ? [] : [{ category, counts: severityCounts(own), total: own.length }]
    }),
    byFile: fileRows(findings),
    byStatus: (Object.keys(STATUS_WORD) as Status[]).map((status) => ({
      status,
      count: findings.filter((finding) => finding.status === status).length,
    })),
    newTests,
    files: {
      found: snapshot.files.length,
      analysed: snapshot.files.filter((file) => file.state === 'analysed').length,
      partial: snapshot.files.filter((file) => file.state === 'partial').length,
      skipped: snapshot.files.filter((file) => file.state === 'skipped').length,
      lines: snapshot.files
        .filter((file) => file.state !== 'skipped')
        .reduce((total, file) => total + file.lines, 0),
    },
    effort: effortSums(blockers, [...conditions, ...later], newTests.length, effortOf),
    completeness: completeness(snapshot),
    effortOf,
    ruleOf,
    formsOf: textForms(),
    sourceOf: (path) => sources.get(path),
  }
}

function severityCounts(findings: readonly SnapshotFinding[]): SeverityCounts {
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length
  return {
    critical: count('critical'),
    high: count('high'),
    medium: count('medium'),
    low: count('low'),
    info: count('info'),
  }
}

/** The rule's category, else the finding's own; without either it counts as maintainability. */
export function categoryOf(finding: SnapshotFinding, ruleOf: PacketModel['ruleOf']): Category {
  return ruleOf(finding.ruleId)?.category ?? finding.category ?? 'maintainability'
}

/** More severe first: compares counts from critical to info. */
function bySeverityFirst(a: SeverityCounts, b: SeverityCounts): number {
  for (const severity of SEVERITIES) {
    const difference = b[severity] - a[severity]
    if (difference !== 0) return difference
  }
  return 0
}

function fileRows(findings: readonly SnapshotFinding[]): FileRow[] {
  const byPath = new Map<string, SnapshotFinding[]>()
  for (const finding of findings) {
    const path = finding.finding.location.path
    const own = byPath.get(path)
    if (own === undefined) byPath.set(path, [finding])
    else own.push(finding)
  }
  const rows = [...byPath].map(([path, own]) => ({
    path,
    counts: severityCounts(own),
    total: own.length,
    findings: own,
  }))
  return rows.sort(
    (a, b) =>
      bySeverityFirst(a.counts, b.counts) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  )
}
