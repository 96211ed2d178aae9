// The frozen state of one review: every document, SARIF, JSON and the command line read this and
// nothing else. It carries its own clock, so the same snapshot always gives the same bytes.
import type {
  EvidenceStep,
  FileRecord,
  Finding,
  RuleFailure,
  RuleInfo,
  Severity,
} from '../../analyzer/model.ts'
import type { Fix, Gate, GateVerdict, Priority, Status, Verdict } from './domain.ts'

/** One finding with all that was decided about it. */
export interface SnapshotFinding {
  readonly id: number
  /** Running number, `#12`. */
  readonly number: number
  /** Label within its severity, `HIGH-2`. */
  readonly label: string
  readonly ruleId: string
  readonly title: string
  readonly finding: Finding
  readonly severity: Severity
  readonly originalSeverity: Severity
  readonly severityReason: string
  readonly verdict: Verdict
  readonly dismissReason: string
  readonly status: Status
  readonly priority: Priority
  readonly gate: Gate
  readonly note: string
  readonly fixes: readonly Fix[]
  readonly evidence: readonly EvidenceStep[]
  readonly decidedAt?: string
  readonly decidedBy?: string
}

export interface SnapshotEvent {
  readonly seq: number
  readonly at: string
  readonly actor: string
  readonly kind: string
  readonly subject: string
  readonly field: string
  readonly before: string
  readonly after: string
  readonly reason: string
}

export interface ReviewSnapshot {
  readonly version: 1
  readonly review: {
    readonly name: string
    readonly reviewer: string
    readonly branch?: string
    readonly commit?: string
    readonly scope: string
  }
  readonly tool: {
    readonly name: string
    readonly version: string
    readonly ruleSetVersion: string
  }
  /** Time of the last change of the review's data (ISO 8601, UTC): the snapshot's clock. */
  readonly asOf: string
  readonly run: {
    readonly startedAt: string
    readonly finishedAt?: string
    readonly state: 'finished' | 'cancelled' | 'failed' | 'running' | 'none'
    readonly profile: string
    readonly ruleFailures: readonly RuleFailure[]
  }
  readonly files: readonly FileRecord[]
  /** In the packet's order: severity, then path and line. */
  readonly findings: readonly SnapshotFinding[]
  readonly rules: readonly RuleInfo[]
  readonly gates: readonly GateVerdict[]
  readonly events: readonly SnapshotEvent[]
}

/** One file of the packet. */
export interface PacketFile {
  /** Relative path with forward slashes, `[A-Za-z0-9._-]` in each part. */
  readonly path: string
  readonly text: string
}
