import { expect, test } from 'vitest'
import { examine, exams } from './exam.ts'

test.each(exams())('%s: the defects that are known to be found are reported', (name) => {
  const lost = examine(name).filter(({ mark, isReported }) => mark.kind === 'defect' && !isReported)
  expect(lost.map(({ mark }) => mark)).toEqual([])
})

test.each(exams())('%s: what only looks like a defect is not reported', (name) => {
  const alarms = examine(name).filter(
    ({ mark, isReported }) => mark.kind === 'look-alike' && isReported,
  )
  expect(alarms.map(({ mark }) => mark)).toEqual([])
})
