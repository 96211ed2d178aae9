// What can be chosen for a finding, in the words of the window.
import type { Gate, Priority, Status, Verdict } from '../../electron/api/domain.ts'

export const VERDICTS: readonly { value: Verdict; label: string; name: string }[] = [
  { value: 'undecided', label: 'Undecided', name: 'Undecided' },
  { value: 'confirmed', label: 'Confirmed', name: 'Confirmed' },
  { value: 'dismissed', label: 'Dismissed', name: 'Dismissed' },
]
export const STATUSES: readonly { value: Status; label: string }[] = [
  { value: 'not-started', label: 'Not started' },
  { value: 'in-progress', label: 'In progress' },
  { value: 'fixed', label: 'Fixed' },
  { value: 'verified', label: 'Verified' },
  { value: 'deferred', label: 'Deferred' },
  { value: 'rejected', label: 'Rejected' },
]
export const PRIORITIES: readonly { value: Priority; label: string; name: string }[] = [
  { value: 'P0', label: 'P0', name: 'P0' },
  { value: 'P1', label: 'P1', name: 'P1' },
  { value: 'P2', label: 'P2', name: 'P2' },
  { value: 'P3', label: 'P3', name: 'P3' },
]
export const GATES: readonly { value: Gate; label: string; name: string }[] = [
  { value: 'merge', label: 'Merge', name: 'Before merge' },
  { value: 'production', label: 'Production', name: 'Before production' },
  { value: 'later', label: 'Later', name: 'Later' },
]
export const DISMISS_REASONS = [
  'Not a defect here',
  'Guarded elsewhere',
  'Only in tests',
  'Accepted risk',
  'Duplicate',
]
