import type { Outcome } from '../../electron/api/walkthrough.ts'

/** The decisions of a presentation with their keys. */
export const OUTCOMES: readonly {
  readonly outcome: Outcome
  readonly key: string
  readonly label: string
}[] = [
  { outcome: 'agree', key: '1', label: 'Agree' },
  { outcome: 'disagree', key: '2', label: 'Disagree' },
  { outcome: 'needs-work', key: '3', label: 'Needs work' },
  { outcome: 'follow-up', key: '4', label: 'Follow up' },
]

export function outcomeLabel(outcome: Outcome): string {
  return OUTCOMES.find((one) => one.outcome === outcome)?.label ?? outcome
}
