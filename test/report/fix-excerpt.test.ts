import { expect, test } from 'vitest'
import { fixExcerpt } from '../../electron/report/fix-excerpt.ts'

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line_${at + 1} = 1`)

test('a short fix is shown whole', () => {
  expect(fixExcerpt({ before: 'a\nb\n', after: 'a\nc\n' })).toEqual({
    before: 'a\nb\n',
    after: 'a\nc\n',
    isCut: false,
  })
})

test('a fix of a whole file is shown where it changes, and says how much it leaves out', () => {
  const old = numbered(900)
  const fresh = ['from datetime import timezone', ...old.with(499, 'line_500 = 2')]
  const { before, after, isCut } = fixExcerpt({ before: old.join('\n'), after: fresh.join('\n') })
  expect(isCut).toBe(true)
  expect(before.split('\n')).toEqual([
    ...old.slice(0, 4),
    '# ... 491 unchanged lines ...',
    ...old.slice(495, 504),
    '# ... 396 unchanged lines ...',
  ])
  expect(after.split('\n')).toEqual([
    'from datetime import timezone',
    ...old.slice(0, 4),
    '# ... 491 unchanged lines ...',
    ...old.slice(495, 499),
    'line_500 = 2',
    ...old.slice(500, 504),
    '# ... 396 unchanged lines ...',
  ])
})

test('long code that changes all over is shown whole', () => {
  const [before, after] = [numbered(60).join('\n'), numbered(60).join(' # why\n')]
  expect(fixExcerpt({ before, after })).toEqual({ before, after, isCut: false })
})
