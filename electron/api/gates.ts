// When a finding counts as open, what is expected of it by default, and what that means for the
// gates. The window, the store and the command line share these definitions.
import type { Confidence, Severity } from '../../analyzer/model.ts'
import type { Gate, GateVerdict, Priority, Status, Verdict } from './domain.ts'

const DEFAULT_PRIORITY: Readonly<Record<Severity, Priority>> = {
  critical: 'P0',
  high: 'P1',
  medium: 'P2',
  low: 'P3',
  info: 'P3',
}

/** The priority of a finding until a reviewer sets one. */
export function defaultPriority(severity: Severity): Priority {
  return DEFAULT_PRIORITY[severity]
}

/** The gate of a finding until a reviewer sets one: a guess never holds up a merge. */
export function defaultGate(severity: Severity, confidence: Confidence): Gate {
  if (severity === 'critical') return confidence === 'low' ? 'production' : 'merge'
  return severity === 'high' ? 'production' : 'later'
}

export interface Standing {
  readonly verdict: Verdict
  readonly status: Status
  readonly isSuppressed: boolean
  readonly isGone: boolean
}

/** True while something has to happen about a finding. */
export function isOpen({ verdict, status, isSuppressed, isGone }: Standing): boolean {
  return (
    verdict !== 'dismissed' &&
    status !== 'verified' &&
    status !== 'rejected' &&
    !isSuppressed &&
    !isGone
  )
}

/** What the gates are judged by, apart from findings. */
export interface Coverage {
  /** Files that were analysed, wholly or in part. */
  readonly read: number
  readonly runState: 'none' | 'running' | 'finished' | 'cancelled' | 'failed'
}

/** A finding as gates see it, or several that stand alike and their count. */
export interface AtGate extends Standing {
  readonly gate: Gate
  /** One without it. */
  readonly count?: number
}

/** The verdicts before merge and before production, with the reasons of a closed gate. */
export function judgeGates(
  findings: readonly AtGate[],
  { read, runState }: Coverage,
): GateVerdict[] {
  const open = { merge: 0, production: 0, later: 0 }
  for (const finding of findings) {
    if (isOpen(finding)) open[finding.gate] += finding.count ?? 1
  }
  const missing =
    runState === 'none' ? ['nothing was analysed yet'] : read === 0 ? ['no file was analysed'] : []
  const partial =
    runState === 'finished' || runState === 'none' ? [] : ['the analysis did not reach its end']
  return [
    verdict('merge', open.merge, 'before merge', missing),
    verdict('production', open.production, 'before production', [...missing, ...partial]),
  ]
}

function verdict(gate: Gate, open: number, word: string, others: readonly string[]): GateVerdict {
  const counted = `${open} ${open === 1 ? 'finding is' : 'findings are'} open ${word}`
  const reasons = [...(open > 0 ? [counted] : []), ...others]
  return { gate, passed: reasons.length === 0, open, reasons }
}
