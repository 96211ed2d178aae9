// What happened to the folder since it was analysed, in one sentence; '' for nothing.
import type { AnchorState } from '../../electron/api/anchors.ts'
import type { Drift } from '../../electron/api/drift.ts'

const TOLD: readonly AnchorState[] = ['moved', 'changed', 'gone']

export function countStates({ findings }: Drift): Readonly<Record<AnchorState, number>> {
  const counts = { exact: 0, moved: 0, changed: 0, gone: 0 }
  for (const { state } of findings) {
    counts[state] += 1
  }
  return counts
}

export function driftSentence(drift: Drift): string {
  const { analysed, now, files } = drift
  const isOther = now.commit !== undefined && now.commit !== analysed.commit
  const branch = now.branch === analysed.branch ? '' : (now.branch ?? '')
  const head = `HEAD is now at ${branch && `${branch} `}${(now.commit ?? '').slice(0, 7)}`
  const changed = files.filter(({ state }) => state === 'changed').length
  const missing = files.length - changed
  const edits = [
    ...(changed > 0 ? [`${counted(changed, 'file')} changed`] : []),
    ...(missing > 0 ? [`${counted(missing, 'file')} gone`] : []),
  ]
  if (!isOther && edits.length === 0) {
    return ''
  }
  const what = [...(isOther ? [head] : []), ...edits].join(', ')
  const counts = countStates(drift)
  const states = TOLD.filter((state) => counts[state] > 0)
  const told = states.map((state) => `${counts[state]} ${state}`).join(', ')
  const findings =
    told === '' ? 'Every finding stands where it stood.' : `Of the findings: ${told}.`
  return `Since the analysis: ${what}. ${findings}`
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
