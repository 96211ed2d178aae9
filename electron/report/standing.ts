// Where a finding stands and what follows for the gates: the one definition of "counted", "open" and
// "blocker" that the documents, SARIF, JSON and the gate verdict share.
import { SEVERITIES, type Severity } from '../../analyzer/model.ts'
import type { Gate } from '../api/domain.ts'
import type { ReviewSnapshot, SnapshotFinding } from '../api/snapshot.ts'
import { counted, GATE_WORD } from './labels.ts'

/** True for a finding that stands: neither dismissed nor suppressed in the source. */
export function isCounted(finding: SnapshotFinding): boolean {
  return finding.verdict !== 'dismissed' && finding.finding.suppressed === undefined
}

/** True while something has to happen; deferred and rejected are decisions, verified is done. */
export function isOpen(finding: SnapshotFinding): boolean {
  return (
    isCounted(finding) &&
    finding.status !== 'verified' &&
    finding.status !== 'deferred' &&
    finding.status !== 'rejected'
  )
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
}

/**
 * FAIL while the merge gate is closed or nothing was analysed; PASS WITH CONDITIONS while the
 * production gate is closed or the analysis did not reach its end; PASS otherwise.
 */
export function packetVerdict(snapshot: ReviewSnapshot): PacketVerdict {
  const blockers = openAt(snapshot.findings, 'merge').length
  const conditions = openAt(snapshot.findings, 'production').length
  const read = snapshot.files.filter((file) => file.state !== 'skipped').length
  const failing = [
    ...(read === 0 ? ['no file was analysed'] : []),
    ...gateReasons(snapshot, 'merge', blockers),
  ]
  const limiting = [
    ...(snapshot.run.state === 'finished' ? [] : [`the analysis is ${runWord(snapshot)}`]),
    ...gateReasons(snapshot, 'production', conditions),
  ]
  const word = failing.length > 0 ? 'FAIL' : limiting.length > 0 ? 'PASS WITH CONDITIONS' : 'PASS'
  return { word, blockers, conditions, reasons: [...failing, ...limiting] }
}

/** What keeps a gate closed: its open findings, then reasons of its own such as missing coverage. */
function gateReasons(snapshot: ReviewSnapshot, gate: Gate, open: number): string[] {
  if (open > 0) {
    return [`${counted(open, 'finding')} ${open === 1 ? 'is' : 'are'} open ${GATE_WORD[gate]}`]
  }
  const stored = snapshot.gates.find((one) => one.gate === gate)
  if (stored === undefined || stored.passed) return []
  return stored.reasons.length > 0 ? [...stored.reasons] : [`the gate ${GATE_WORD[gate]} is closed`]
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
