import { expect, test } from 'vitest'
import type { Blame } from '../../electron/api/git.ts'
import { blameRows, rowAt } from '../../renderer/source/blame-rows.ts'

const DAY = 86_400
const OLD = { id: 'a'.repeat(40), author: 'Ann', time: DAY, summary: 'one', message: 'one\n\nwhy' }
const NEW = {
  id: 'b'.repeat(40),
  author: '\u202eBob',
  time: 3 * DAY,
  summary: 'two',
  message: 'two',
}
const BLAME: Blame = {
  path: 'a.py',
  lines: [
    { startLine: 1, count: 2, kind: 'written', commit: 0 },
    { startLine: 3, count: 1, kind: 'written', commit: 0 },
    { startLine: 4, count: 1, kind: 'written', commit: 1 },
    { startLine: 5, count: 2, kind: 'uncommitted' },
    { startLine: 9, count: 1, kind: 'older', commit: 0 },
  ],
  commits: [
    { ...OLD, isShallow: false },
    { ...NEW, isShallow: false },
  ],
  isComplete: false,
}

test('lines of one commit that follow one another are one row, and what is not known is none', () => {
  const rows = blameRows(BLAME)
  expect(
    rows.map(({ startLine, endLine, author, date }) => [startLine, endLine, author, date]),
  ).toEqual([
    [1, 3, 'Ann', '1970-01-02'],
    [4, 4, '[U+202E]Bob', '1970-01-04'],
    [5, 6, 'Not committed', ''],
    [9, 9, 'Ann', '≤ 1970-01-02'],
  ])
  expect([1, 3, 4, 6, 7, 8, 9, 10].map((line) => rowAt(rows, line)?.startLine)).toEqual([
    1,
    1,
    4,
    5,
    undefined,
    undefined,
    9,
    undefined,
  ])
})

test('the hover holds the message, and says where history was not walked further', () => {
  const rows = blameRows(BLAME)
  expect(rows[0]?.text).toBe('aaaaaaa Ann, 1970-01-02\n\none\n\nwhy')
  expect(rows.at(-1)?.text).toContain('The history was not walked further: it may be older.')
  expect(rows[0]?.freshness).toBe(0)
  expect(rows[1]?.freshness).toBe(1)
})

test('a commit without a name and a time is still a commit', () => {
  const nobody = { ...OLD, author: '', time: 0, isShallow: true }
  const [row] = blameRows({ ...BLAME, lines: BLAME.lines.slice(0, 1), commits: [nobody] })
  expect(row).toMatchObject({ author: 'Nobody', commit: 'aaaaaaa' })
  expect(row?.text).toContain('The history of this clone ends here')
})
