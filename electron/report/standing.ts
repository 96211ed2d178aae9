// Where a finding stands and what follows for the gates: the one definition of "counted", "open" and
// "blocker" that the documents, SARIF, JSON and the gate verdict share.
import { SEVERITIES, type Severity } from '../../analyzer/model.ts'
import type { Gate, GateVerdict } from '../api/domain.ts'
import { isOpen as isFindingOpen, judgeGates, type Standing } from '../api/gates.ts'
import type { ReviewSnapshot, SnapshotFinding } from '../api/snapshot.ts'
import { REVIEW_FIELDS } from './field-catalogue.ts'
import { visibleLine } from './tree/visible.ts'

/** True for a finding that stands: neither dismissed nor suppressed in the source. */
export function isCounted(finding: SnapshotFinding): boolean {
  return finding.verdict !== 'dismissed' && finding.finding.suppressed === undefined
}

/** True while something has to happen; a deferred finding still holds up its gate. */
export function isOpen(finding: SnapshotFinding): boolean {
  return isFindingOpen(standingOf(finding))
}

function standingOf(finding: SnapshotFinding): Standing {
  const { verdict, status } = finding
  // What has gone from the code is in a snapshot only as work that was verified.
  return { verdict, status, isSuppressed: finding.finding.suppressed !== undefined, isGone: false }
}

/** Open findings that a gate waits for, in the packet's order. */
export function openAt(findings: readonly SnapshotFinding[], gate: Gate): SnapshotFinding[] {
  return findings.filter((finding) => finding.gate === gate && isOpen(finding))
}

export type VerdictWord = 'PASS' | 'PASS WITH CONDITIONS' | 'FAIL'

export interface PacketVerdict {
  readonly word: VerdictWord
  /** Open findings that have to be closed before the merge. */
  readonly blockers: number
  /** Open findings that have to be closed before production. */
  readonly conditions: number
  /** Sentences without a full stop, the weightiest first. */
  readonly reasons: readonly string[]
  /** What the gates say; set where the reviewer gave another verdict. */
  readonly computed?: VerdictWord
}

/**
 * FAIL while the merge gate is closed; PASS WITH CONDITIONS while the production gate is, be it for
 * findings or because the analysis did not reach its end; PASS otherwise.
 */
export function packetVerdict(snapshot: ReviewSnapshot): PacketVerdict {
  const gates = judgeGates(
    snapshot.findings.map((finding) => ({ ...standingOf(finding), gate: finding.gate })),
    {
      read: snapshot.files.filter((file) => file.state !== 'skipped').length,
      runState: snapshot.run.state,
    },
  )
  const failing = gateReasons(snapshot, gates, 'merge')
  const limiting = gateReasons(snapshot, gates, 'production')
  const computed =
    failing.length > 0 ? 'FAIL' : limiting.length > 0 ? 'PASS WITH CONDITIONS' : 'PASS'
  const given = givenVerdict(snapshot)
  const isChanged = given !== undefined && given.word !== computed
  const changed = isChanged ? [`the reviewer changed it from ${computed}: ${given.reason}`] : []
  return {
    word: isChanged ? given.word : computed,
    ...(isChanged ? { computed } : {}),
    blockers: openAt(snapshot.findings, 'merge').length,
    conditions: openAt(snapshot.findings, 'production').length,
    reasons: [...new Set([...changed, ...failing, ...limiting])],
  }
}

/** `FAIL: the load test broke`; undefined for a text that gives no verdict or no reason. */
export function parseVerdict(
  text: string,
): { readonly word: VerdictWord; readonly reason: string } | undefined {
  const [, word = '', reason = ''] =
    /^\s*(PASS WITH CONDITIONS|PASS|FAIL)\s*:\s*(\S[\s\S]*)$/i.exec(text) ?? []
  const known = VERDICT_WORDS.find((one) => one === word.toUpperCase())
  if (known === undefined) return undefined
  // It goes on in a sentence with others.
  return { word: known, reason: visibleLine(reason).replace(/[.;]+$/, '') }
}

const VERDICT_WORDS: readonly VerdictWord[] = ['PASS', 'PASS WITH CONDITIONS', 'FAIL']

/** The verdict that a reviewer gave and stands by. */
function givenVerdict({ texts = [] }: ReviewSnapshot) {
  const given = texts.find(({ field }) => field === REVIEW_FIELDS.verdict.id)
  return given?.isConfirmed === true ? parseVerdict(given.text) : undefined
}

/** Reasons that follow from the findings, then those that the stored gate has of its own. */
function gateReasons(
  snapshot: ReviewSnapshot,
  judged: readonly GateVerdict[],
  gate: Gate,
): readonly string[] {
  const reasonsOf = (gates: readonly GateVerdict[]) =>
    gates.find((one) => one.gate === gate)?.reasons ?? []
  const stored = reasonsOf(snapshot.gates).filter(
    (reason) => !/ findings? (?:is|are) open /.test(` ${reason} `),
  )
  return [...reasonsOf(judged), ...stored.filter((reason) => !reasonsOf(judged).includes(reason))]
}

/** How the run ended, to follow "the analysis is". */
export function runWord(snapshot: ReviewSnapshot): string {
  const words = {
    finished: 'complete',
    cancelled: 'partial: it was cancelled',
    failed: 'partial: it failed before its end',
    running: 'partial: it is still running',
    none: 'missing: it has not been run',
  }
  return words[snapshot.run.state]
}

export type RiskWord = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL'

/** Draft of the risk: the highest severity among what is open before merge, then production. */
export function riskOf(findings: readonly SnapshotFinding[]): RiskWord {
  const words: Readonly<Record<Severity, RiskWord>> = {
    critical: 'CRITICAL',
    high: 'HIGH',
    medium: 'MEDIUM',
    low: 'LOW',
    info: 'LOW',
  }
  const gated = findings.filter((finding) => isOpen(finding) && finding.gate !== 'later')
  const worst = SEVERITIES.find((severity) => gated.some((one) => one.severity === severity))
  return worst === undefined ? 'LOW' : words[worst]
}
