import { expect, test } from 'vitest'
import { readQuery } from '../../../electron/backend/search/query.ts'

const WORDS = { isRegex: false, isCaseSensitive: false }
const PATTERN = { isRegex: true, isCaseSensitive: false }

test.each([
  ['user_id commit', { include: ['user_id', 'commit'] }],
  ['"a  phrase" word', { include: ['a  phrase', 'word'] }],
  ['lock -lock_timeout -"no lock"', { include: ['lock'], exclude: ['lock_timeout', 'no lock'] }],
  ['-> -1 - a-b', { include: ['->', '-1', '-', 'a-b'] }],
  ['d["key"] f"{x}"', { include: ['d["key"]', 'f"{x}"'] }],
  ['"never closed', { include: ['never closed'] }],
  ['"say "hi" now" x', { include: ['say "hi', 'now"', 'x'] }],
  ['" ""', { include: [' "'] }],
  ['path:app/ x', { include: ['x'], paths: [{ text: 'app/', isNot: false }] }],
  [
    '-path:"my tests" RULE:Async',
    {
      paths: [{ text: 'my tests', isNot: true }],
      rules: [{ text: 'async', isNot: false }],
    },
  ],
  ['path: x', { include: ['path:', 'x'] }],
  ['NEAR(a b) a* OR "', { include: ['NEAR(a', 'b)', 'a*', 'OR', '"'] }],
  ['', {}],
])('%j is read as the person means it', (text, expected) => {
  const nothing = { include: [], exclude: [], paths: [], rules: [] }
  expect(readQuery(text, WORDS)).toEqual({ ...WORDS, ...nothing, ...expected })
})

test('an expression is one pattern, its scopes are read before it', () => {
  expect(readQuery('path:app def \\w+ -x', PATTERN)).toMatchObject({
    include: ['def \\w+ -x'],
    exclude: [],
    paths: [{ text: 'app', isNot: false }],
  })
})
