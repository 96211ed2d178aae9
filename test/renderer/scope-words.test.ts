import { describe, expect, test } from 'vitest'
import type { ChangedSpan, GitState } from '../../electron/api/git.ts'
import { lineWords } from '../../renderer/scope/line-words.ts'
import { movedSign, movedWords } from '../../renderer/scope/moved-words.ts'

const span = (
  kind: ChangedSpan['kind'],
  startLine: number,
  endLine: number,
  isUncommitted = false,
) => ({ kind, startLine, endLine, isUncommitted }) satisfies ChangedSpan

describe('changed lines in words', () => {
  test.each<[string, readonly ChangedSpan[] | 'all', string]>([
    ['a new file', 'all', 'all'],
    ['nothing but a name', [], 'none'],
    ['one line and several', [span('modified', 3, 3), span('added', 7, 9)], '3, 7-9'],
    ['lines that went', [span('removed', 4, 5)], 'below 4'],
    ['lines that went at the top', [span('removed', 1, 1)], 'above 1'],
    ['parts that are committed or not', [span('added', 1, 4), span('added', 5, 8, true)], '1-8'],
    [
      'more than anybody reads',
      Array.from({ length: 9 }, (_, at) => span('modified', at * 10 + 1, at * 10 + 1)),
      '1, 11, 21, 31, 41, 51, 3 more',
    ],
  ])('%s', (_, lines, words) => {
    expect(lineWords({ lines: lines === 'all' ? 'all' : [...lines], status: 'modified' })).toBe(
      words,
    )
  })
})

const STATE: GitState = {
  commit: 'b'.repeat(40),
  isShallow: false,
  refs: [],
  ahead: [],
  aheadCount: 0,
  behindCount: 0,
  isCounted: true,
}
const REVIEWED = 'a'.repeat(40)

describe('how far HEAD went', () => {
  test.each<[Partial<GitState>, string, string]>([
    [{ aheadCount: 1 }, 'HEAD moved 1 commit', 'HEAD +1'],
    [{ aheadCount: 3 }, 'HEAD moved 3 commits', 'HEAD +3'],
    [{ behindCount: 2 }, 'HEAD went back 2 commits', 'HEAD -2'],
    [{ aheadCount: 1, behindCount: 2 }, 'HEAD moved: 1 commit here, 2 left behind', 'HEAD +1 -2'],
    [
      { aheadCount: 5_000, isCounted: false },
      'HEAD moved at least 5,000 commits',
      'HEAD +5,000 or more',
    ],
    [{ isCounted: false }, 'HEAD moved to another history', 'HEAD moved'],
  ])('%o', (change, words, sign) => {
    expect(movedWords({ ...STATE, ...change }, REVIEWED)).toBe(words)
    expect(movedSign({ ...STATE, ...change })).toBe(sign)
  })

  test('where it did not move, or nothing was reviewed, nothing is said', () => {
    expect(movedWords(STATE, STATE.commit)).toBe('')
    expect(movedWords(STATE, undefined)).toBe('')
  })
})
