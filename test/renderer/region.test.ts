import { describe, expect, test } from 'vitest'
import type { Fix } from '../../electron/api/domain.ts'
import { putRegion, staysInside, takeRegion } from '../../renderer/source/region.ts'

function aFix(before: string, startLine: number, endLine: number): Fix {
  return {
    id: 1,
    rev: 1,
    title: '',
    grade: 'sketch',
    author: 'reviewer',
    path: 'app.py',
    startLine,
    endLine,
    before,
    after: before,
  }
}

/** The region of the shown text, taken as the editor takes it. */
function shownRegion(text: string, startLine: number, linesAfter: number): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/u)
  return lines.slice(startLine - 1, lines.length - linesAfter)
}

describe('a fix in its file', () => {
  test.each([
    ['with line ends', 'b = 2\nc = 3\n', 'b = 4\n'],
    ['without line ends', 'b = 2\nc = 3', 'b = 4'],
    ['with Windows line ends', 'b = 2\r\nc = 3\r\n', 'x\r\ny\r\n'],
    ['that takes lines away', 'b = 2\nc = 3\n', ''],
  ])('comes back from the editor as it went in, %s', (_what, before, after) => {
    const fix = aFix(before, 2, 3)
    const file = `a = 1\n${before.replace(/\n?$/u, '\n')}d = 5\n`
    const { text, startLine, linesAfter, isInFile } = putRegion(file, fix, after)
    expect(isInFile).toBe(true)
    expect(takeRegion(shownRegion(text, startLine, linesAfter), fix)).toBe(after)
  })

  test('stands between the lines around it', () => {
    const { text } = putRegion('a = 1\nb = 2\nc = 3\n', aFix('b = 2\n', 2, 2), 'b = 4\nb += 1\n')
    expect(text).toBe('a = 1\nb = 4\nb += 1\nc = 3\n')
  })

  test('stands alone when the file no longer holds its lines', () => {
    const shown = putRegion('a = 1\nmoved\n', aFix('b = 2\n', 2, 2), 'b = 4\n')
    expect(shown).toMatchObject({ text: 'b = 4', startLine: 1, linesAfter: 0, isInFile: false })
  })
})

test.each([
  ['within the region', [{ startLine: 3, endLine: 4 }], true],
  ['above it', [{ startLine: 2, endLine: 3 }], false],
  ['below it', [{ startLine: 4, endLine: 6 }], false],
  [
    'in two places, one outside',
    [
      { startLine: 3, endLine: 3 },
      { startLine: 9, endLine: 9 },
    ],
    false,
  ],
])('a change %s may be made: %s', (_what, changes, expected) => {
  expect(staysInside(changes, 3, 5)).toBe(expected)
})
