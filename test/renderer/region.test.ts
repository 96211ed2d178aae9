import { describe, expect, test } from 'vitest'
import type { Fix } from '../../electron/api/domain.ts'
import {
  growRegion,
  isInFile,
  linesOf,
  putRegion,
  takeRegion,
} from '../../renderer/source/region.ts'

const FILE = 'a = 1\nb = 2\nc = 3\nd = 4\n'

describe('a fix in its file', () => {
  test.each([
    ['one line', 'a = 1\nb = 2\nc = 3\n', { startLine: 2, endLine: 2, after: 'b = 9' }],
    ['more lines than before', FILE, { startLine: 2, endLine: 2, after: 'x\ny\nz' }],
    ['fewer lines than before', FILE, { startLine: 1, endLine: 3, after: 'x' }],
    ['the last line, without its end', 'a\nb', { startLine: 2, endLine: 2, after: 'c' }],
    ['Windows line ends', 'a\r\nb\r\nc\r\n', { startLine: 2, endLine: 2, after: 'x\r\ny' }],
  ])('comes back from the editor as it went in: %s', (_what, file, fix) => {
    const shown = putRegion(file, fix)
    const place = { startLine: fix.startLine, linesAfter: linesOf(file).length - fix.endLine }
    expect(takeRegion(linesOf(shown), file, place)).toEqual(fix)
  })

  test('stands between the lines around it', () => {
    const fix = { startLine: 2, endLine: 2, after: 'b = 9\nb += 1' }
    expect(putRegion(FILE, fix)).toBe('a = 1\nb = 9\nb += 1\nc = 3\nd = 4\n')
  })

  test.each([
    ['its lines are there', FILE, true],
    ['its lines have moved', `import x\n${FILE}`, false],
    ['the file is gone', undefined, false],
  ])('is shown within it when %s: %s', (_what, file, expected) => {
    const fix = { startLine: 2, endLine: 3, before: 'b = 2\nc = 3' } satisfies Partial<Fix>
    expect(isInFile(file, fix)).toBe(expected)
  })
})

describe('a fix grows', () => {
  /** The region in a text of ten lines is from line 4 to line 6. */
  const place = { startLine: 4, linesAfter: 4 }
  test.each([
    ['not by a change within it', [{ startLine: 4, endLine: 6 }], { startLine: 4, linesAfter: 4 }],
    ['by the lines above', [{ startLine: 2, endLine: 2 }], { startLine: 2, linesAfter: 4 }],
    ['by the lines below', [{ startLine: 6, endLine: 8 }], { startLine: 4, linesAfter: 2 }],
    [
      'by both in one change of several places',
      [
        { startLine: 1, endLine: 1 },
        { startLine: 10, endLine: 10 },
      ],
      { startLine: 1, linesAfter: 0 },
    ],
  ])('%s', (_what, changes, expected) => {
    expect(growRegion(place, changes, 10)).toEqual(expected)
  })
})
