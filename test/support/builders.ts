// Builders of snapshots and their parts: a test names what it is about and nothing else.
import type { Finding, Location, RuleInfo, Severity } from '../../analyzer/model.ts'
import type { Fix, Gate, Priority } from '../../electron/api/domain.ts'
import type { ReviewSnapshot, SnapshotFinding } from '../../electron/api/snapshot.ts'

const GATE_OF: Readonly<Record<Severity, Gate>> = {
  critical: 'merge',
  high: 'merge',
  medium: 'production',
  low: 'later',
  info: 'later',
}

const PRIORITY_OF: Readonly<Record<Severity, Priority>> = {
  critical: 'P0',
  high: 'P1',
  medium: 'P2',
  low: 'P3',
  info: 'P3',
}

export function aLocation(path: string, startLine: number, endLine = startLine): Location {
  return { path, range: { startLine, startColumn: 1, endLine, endColumn: 10 } }
}

export function aRule(change: Partial<RuleInfo> = {}): RuleInfo {
  return {
    id: 'orm-read-modify-write',
    category: 'db-transaction',
    title: 'Row is read, changed and written back without a lock',
    consequence: 'Concurrent requests lose updates, and the stored value drifts from reality.',
    severity: 'critical',
    tier: 1,
    scope: 'project',
    profiles: ['default'],
    cwe: [362],
    effortHours: { low: 0.5, high: 1 },
    equivalents: [],
    why: 'Two requests that read the same value both write it back changed; one change is lost.',
    fix: 'Change the value in the database, or lock the row when it is read.',
    exemptions: [],
    limits: [],
    before: 'row.count += 1\n',
    after: 'update(Row).values(count=Row.count + 1)\n',
    ...change,
  }
}

export function aFix(change: Partial<Fix> = {}): Fix {
  return {
    id: 1,
    rev: 0,
    title: 'Add one in the database',
    grade: 'safe',
    author: 'rule',
    path: 'app/reviews.py',
    startLine: 10,
    endLine: 10,
    before: 'engineer.count += 1',
    after: 'engineer.count = Engineer.count + 1',
    ...change,
  }
}

export interface FindingChange extends Partial<Omit<SnapshotFinding, 'finding'>> {
  readonly finding?: Partial<Finding>
}

/** A finding; number and label follow from `number`, gate and priority from the severity. */
export function aFinding(change: FindingChange = {}): SnapshotFinding {
  const { finding: found, ...rest } = change
  const severity = change.severity ?? 'critical'
  const number = change.number ?? 1
  const ruleId = change.ruleId ?? 'orm-read-modify-write'
  const evidence = change.evidence ?? found?.evidence ?? []
  return {
    id: number,
    number,
    label: `${severity.toUpperCase()}-${number}`,
    ruleId,
    title: 'Row is read, changed and written back without a lock',
    severity,
    originalSeverity: severity,
    severityReason: '',
    verdict: 'confirmed',
    dismissReason: '',
    status: 'not-started',
    priority: PRIORITY_OF[severity],
    gate: GATE_OF[severity],
    note: '',
    fixes: [],
    ...rest,
    evidence,
    finding: {
      ruleId,
      severity: change.originalSeverity ?? severity,
      confidence: 'high',
      message: 'The counter is read, raised and written back; two requests can lose one change.',
      location: aLocation('app/reviews.py', 10),
      anchor: {
        symbol: 'assign',
        nodePath: 'module/1:function_definition',
        snippetHash: 'abc',
        contextBefore: [],
        contextAfter: [],
      },
      snippet: 'engineer.count += 1',
      related: [],
      fixes: [],
      fingerprint: `fingerprint-${number}`,
      ...found,
      evidence,
    },
  }
}

/** A finished review without findings. */
export function aSnapshot(change: Partial<ReviewSnapshot> = {}): ReviewSnapshot {
  return {
    version: 1,
    review: { name: 'Sprint 60 Phase 1', reviewer: 'Ada', scope: '' },
    tool: { name: 'Lectern', version: '0.1.0', ruleSetVersion: '1' },
    asOf: '2026-02-09T10:15:00.000Z',
    run: {
      startedAt: '2026-02-09T09:00:00.000Z',
      finishedAt: '2026-02-09T09:00:12.000Z',
      state: 'finished',
      profile: 'default',
      ruleFailures: [],
    },
    files: [
      {
        path: 'app/reviews.py',
        state: 'analysed',
        lines: 600,
        bytes: 20_000,
        sha256: 'a'.repeat(64),
      },
    ],
    findings: [],
    rules: [aRule()],
    gates: [],
    events: [],
    ...change,
  }
}
