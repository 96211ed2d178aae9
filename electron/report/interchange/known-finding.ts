// What an import has to know of the findings that are there: who they are and what was decided.

import type { Severity } from '../../../analyzer/model.ts'
import type { Gate, Priority, Status, Verdict } from '../../api/domain.ts'
import type { SnapshotFinding } from '../../api/snapshot.ts'

export interface KnownFinding {
  readonly fingerprint: string
  readonly number: number
  readonly label: string
  readonly path: string
  readonly severity: Severity
  readonly severityReason: string
  readonly verdict: Verdict
  readonly dismissReason: string
  readonly status: Status
  readonly priority: Priority
  readonly gate: Gate
  readonly tags: string
  readonly note: string
}

export function asKnown(one: SnapshotFinding): KnownFinding {
  const { number, label, severity, severityReason, verdict, dismissReason } = one
  const { status, priority, gate, tags = '', note, finding } = one
  return {
    fingerprint: finding.fingerprint,
    path: finding.location.path,
    ...{ number, label, severity, severityReason, verdict, dismissReason },
    ...{ status, priority, gate, tags, note },
  }
}
