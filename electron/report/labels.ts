// The words that the packet uses for values of the model. One place, so that all documents agree.
import type { Category, Severity } from '../../analyzer/model.ts'
import type { Gate, Priority, Status, Verdict } from '../api/domain.ts'
import type { SnapshotFinding } from '../api/snapshot.ts'
import type { Disposition } from '../api/threads.ts'

export const SEVERITY_WORD: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  info: 'INFO',
}

export const STATUS_WORD: Readonly<Record<Status, string>> = {
  'not-started': 'Not Started',
  'in-progress': 'In Progress',
  fixed: 'Fixed (awaiting verification)',
  verified: 'Verified',
  deferred: 'Deferred',
  rejected: 'Rejected',
}

export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  undecided: 'undecided',
  confirmed: 'confirmed',
  dismissed: 'dismissed',
}

export const DISPOSITION_WORD: Readonly<Record<Disposition, string>> = {
  open: 'Open',
  resolved: 'Resolved',
  'wont-fix': "Won't fix",
  'by-design': 'By design',
  'follow-up': 'To be followed up',
}

export const GATE_WORD: Readonly<Record<Gate, string>> = {
  merge: 'before merge',
  production: 'before production',
  later: 'later',
}

/** Three words for four priorities, as action lists use them. */
export const PRIORITY_WORD: Readonly<Record<Priority, string>> = {
  P0: 'Critical',
  P1: 'Important',
  P2: 'Important',
  P3: 'Nice-to-have',
}

/** A flag for the heading of an action item where the class of the defect calls for one. */
export const CATEGORY_FLAG: Readonly<Partial<Record<Category, string>>> = {
  'async-race': 'DATA CORRUPTION RISK',
  'db-transaction': 'DATA CORRUPTION RISK',
  'redis-atomicity': 'DATA CORRUPTION RISK',
  'thread-safety': 'THREAD SAFETY RISK',
  security: 'SECURITY CRITICAL',
}

/** `HIGH-2 (#12)`: the one way in which the packet names a finding. */
export function findingId(finding: Pick<SnapshotFinding, 'label' | 'number'>): string {
  return `${finding.label} (#${finding.number})`
}

/** `1 finding`, `2,014 findings`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`
}

/** A whole number with commas between thousands. */
export function whole(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `2026-02-09 10:15 UTC` */
export function timeWord(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** `1:05:09`: hours, minutes, seconds; exact, so that printed times add up. */
export function durationWord(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return `${whole(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`
}
