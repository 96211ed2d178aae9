// What happened to the folder since it was analysed, in one sentence; '' for nothing.
import type { AnchorState } from '../../electron/api/anchors.ts'
import { counted } from '../../electron/api/counted.ts'
import type { Drift } from '../../electron/api/drift.ts'

const CARRIED = 'The marks followed the code. What was found is of the text before.'
const FILE_STATES = [
  ['changed', 'changed'],
  ['renamed', 'renamed'],
  ['missing', 'gone'],
] as const
const TOLD: readonly AnchorState[] = ['moved', 'changed', 'gone']

export function countStates({ findings, threads }: Drift): Readonly<Record<AnchorState, number>> {
  const counts = { exact: 0, moved: 0, changed: 0, gone: 0 }
  for (const { state } of [...findings, ...threads]) {
    counts[state] += 1
  }
  return counts
}

export function driftSentence(drift: Drift): string {
  const { analysed, now, files, isCarried } = drift
  const isOther = now.commit !== undefined && now.commit !== analysed.commit
  const branch = now.branch === analysed.branch ? '' : (now.branch ?? '')
  const head = `HEAD is now at ${branch && `${branch} `}${(now.commit ?? '').slice(0, 7)}`
  const edits = FILE_STATES.flatMap(([state, word]) => {
    const count = files.filter((file) => file.state === state).length
    return count > 0 ? [`${counted(count, 'file')} ${word}`] : []
  })
  if (!isOther && edits.length === 0) {
    return isCarried ? CARRIED : ''
  }
  const what = [...(isOther ? [head] : []), ...edits].join(', ')
  const counts = countStates(drift)
  const states = TOLD.filter((state) => counts[state] > 0)
  const told = states.map((state) => `${counts[state]} ${state}`).join(', ')
  if (isCarried && edits.length === 0) {
    return `Since the analysis: ${what}. ${CARRIED}`
  }
  const marks = told === '' ? 'Every mark stands where it stood.' : `Of the marks: ${told}.`
  return `Since the analysis: ${what}. ${marks}`
}
