import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  carryRegions,
  joinedSpans,
  markLines,
} from '../../electron/backend/coverage/reviewed-lines.ts'
import type { StoredRegion } from '../../electron/store/reviewed-files.ts'

const LINES = 40
const owners = Array.from(
  { length: LINES },
  (_, index) => ['', 'a', 'a', 'b'][(index % 8) >> 1] ?? '',
)
const span = fc
  .tuple(fc.integer({ min: 1, max: LINES }), fc.integer({ min: 1, max: LINES }))
  .map(([a, b]) => ({ startLine: Math.min(a, b), endLine: Math.max(a, b) }))

describe('marking lines as reviewed', () => {
  test('keeps regions disjoint, in order, within their symbols, and right line by line', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(span, fc.boolean()), { maxLength: 30 }), (actions) => {
        let regions: readonly StoredRegion[] = []
        const model = new Set<number>()
        for (const [one, isReviewed] of actions) {
          regions = markLines(regions, one, isReviewed, owners)
          for (let line = one.startLine; line <= one.endLine; line += 1) {
            if (isReviewed) model.add(line)
            else model.delete(line)
          }
        }
        const covered = regions.flatMap(({ startLine, endLine }) =>
          Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
        )
        expect(covered).toEqual([...model].sort((a, b) => a - b))
        for (const { symbol, startLine, endLine } of regions) {
          expect(new Set(owners.slice(startLine - 1, endLine))).toEqual(new Set([symbol]))
        }
        const joined = joinedSpans(regions)
        for (const [index, one] of joined.entries()) {
          expect(one.startLine).toBeGreaterThan((joined[index - 1]?.endLine ?? -1) + 1)
        }
      }),
    )
  })

  test('joins what touches and splits what is unmarked in the middle', () => {
    const flat = new Array<string>(20).fill('')
    const first = markLines([], { startLine: 2, endLine: 5 }, true, flat)
    const both = markLines(first, { startLine: 6, endLine: 9 }, true, flat)
    expect(both).toEqual([{ symbol: '', startLine: 2, endLine: 9 }])
    expect(markLines(both, { startLine: 4, endLine: 5 }, false, flat)).toEqual([
      { symbol: '', startLine: 2, endLine: 3 },
      { symbol: '', startLine: 6, endLine: 9 },
    ])
  })
})

describe('reviewed regions after an edit', () => {
  const before = [
    'import os',
    '',
    'def a():',
    '    x = 1',
    '    return x',
    '',
    'def b():',
    '    return 2',
  ]
  const regions = [
    { symbol: 'a', startLine: 3, endLine: 5 },
    { symbol: 'b', startLine: 7, endLine: 8 },
  ]

  test.each([
    ['lines are added above', ['# new', '# lines', ...before], [5, 9], []],
    ['white space at line ends changes', before.map((line) => `${line}  `), [3, 7], []],
    ['another symbol changes', [...before.slice(0, 7), '    return 3'], [3], ['b']],
    ['lines come into a symbol', before.toSpliced(4, 0, '    x += 1'), [8], ['a']],
    [
      'a symbol moves as it is',
      [...before.slice(0, 2), ...before.slice(6), '', ...before.slice(2, 5)],
      [3, 6],
      [],
    ],
    ['the text is another one', ['pass'], [], ['a', 'b']],
  ])('where %s', (_what, after, starts, changed) => {
    const carried = carryRegions(regions, before, after)
    expect(carried.regions.map(({ startLine }) => startLine)).toEqual(starts)
    expect(carried.changed).toEqual(changed)
  })

  test('all regions of a changed symbol go, and no others', () => {
    const parts = [
      { symbol: 'a', startLine: 3, endLine: 3 },
      { symbol: 'a', startLine: 5, endLine: 5 },
      { symbol: '', startLine: 1, endLine: 1 },
    ]
    const carried = carryRegions(parts, before, before.with(4, '    return y'))
    expect(carried.regions).toEqual([{ symbol: '', startLine: 1, endLine: 1 }])
  })
})
