import { expect, test } from 'vitest'
import { excerptOf } from '../../../electron/backend/search/excerpt.ts'
import { createMatcher, fold } from '../../../electron/backend/search/matcher.ts'
import { readQuery } from '../../../electron/backend/search/query.ts'

function matcherOf(text: string, options: { regex?: boolean; case?: boolean } = {}) {
  const query = readQuery(text, {
    isRegex: options.regex ?? false,
    isCaseSensitive: options.case ?? false,
  })
  const matcher = createMatcher(query)
  if ('problem' in matcher) throw new Error(matcher.problem)
  return matcher
}

test.each([
  ['exec', 'await sess.exec(select(User))', ['exec']],
  ['sess.exec', 'await Sess.Exec(x)', ['Sess.Exec']],
  ['select user', 'SELECT * FROM user_id', ['SELECT', 'user']],
  ['在庫', '# 在庫を減らす', ['在庫']],
  ['aa', 'aaaa', ['aaaa']],
  ['ς', 'ΟΔΟΣ', ['Σ']],
  ['x', 'İx', ['x']],
  ['🦀 b', 'a🦀b', ['🦀b']],
])('%s is found in %s', (query, text, marked) => {
  const marks = matcherOf(query).marksIn(text)
  expect(marks?.map(([start, end]) => text.slice(start, end))).toEqual(marked)
})

test.each([
  ['a -b', 'a and b'],
  ['a b', 'only a'],
])('%s is not found in %s', (query, text) => {
  expect(matcherOf(query).marksIn(text)).toBeUndefined()
})

test('upper and lower case differ where that is asked for', () => {
  expect(matcherOf('Lock', { case: true }).marksIn('lock Lock')).toEqual([[5, 9]])
  expect(matcherOf('lock', { case: true }).marksIn('LOCK')).toBeUndefined()
})

test('an expression marks what it matches, and matching nothing is no match', () => {
  expect(matcherOf('\\bdef\\s+\\w+', { regex: true }).marksIn('async def run():')).toEqual([
    [6, 13],
  ])
  expect(matcherOf('x*', { regex: true }).marksIn('abc')).toBeUndefined()
  expect(matcherOf('\\_\\-x', { regex: true }).marksIn('_-x')).toEqual([[0, 3]])
  expect(createMatcher(readQuery('a(', { isRegex: true, isCaseSensitive: false }))).toEqual({
    problem: 'This is not a regular expression: Unterminated group.',
  })
})

test('lines are counted as the source shows them, whatever ends them', () => {
  const text = 'one x\r\ntwo\rthree x x\n\nfive x'
  const found: [number, string][] = []
  matcherOf('x').eachLine(text, ({ line, text: own }) => found.push([line, own]))
  expect(found).toEqual([
    [1, 'one x'],
    [3, 'three x x'],
    [5, 'five x'],
  ])
  const patterns: number[] = []
  matcherOf('x$', { regex: true }).eachLine(text, ({ line }) => patterns.push(line))
  expect(patterns).toEqual([1, 3, 5])
})

test('folding keeps every character in its place', () => {
  for (const text of ['İstanbul', 'ΣΑΣ', 'ẞ', 'K', 'ǅ', '\ud801\udc00', '\ud800']) {
    expect(fold(text)).toHaveLength(text.length)
  }
})

test('an excerpt is one line around the match, cut between characters, and marks what it shows', () => {
  const text = `${'🦀'.repeat(60)}needle${'\t\n'.repeat(300)}`
  const { text: shown, marks } = excerptOf(text, [[120, 126]])
  expect(marks.map(([start, end]) => shown.slice(start, end))).toEqual(['needle'])
  expect(shown).not.toMatch(/[\n\t]/)
  expect(shown.isWellFormed()).toBe(true)
  expect(shown.length).toBeLessThan(250)
  expect(excerptOf('    indented(x)', [[4, 12]])).toEqual({ text: 'indented(x)', marks: [[0, 8]] })
})
