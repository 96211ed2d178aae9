import { expect, test } from 'vitest'
import type { SourceMark } from '../../renderer/source/decorations.ts'
import { markChanges } from '../../renderer/source/shown-marks.ts'

function aMark(line: number, isPale = false): SourceMark {
  const range = { startLine: line, startColumn: 1, endLine: line, endColumn: 1 }
  return { kind: 'region', range, severity: 'high', isPale, text: '' }
}

test('only what changed is drawn anew, equal marks one by one', () => {
  const shown = new Map<string, string>()
  const draw = (marks: readonly SourceMark[]) => {
    const { removed, added } = markChanges(shown, marks)
    for (const [key, id] of shown) if (removed.includes(id)) shown.delete(key)
    for (const { key, mark } of added) shown.set(key, `${mark.range.startLine}-${shown.size}`)
    return [removed.length, added.length]
  }
  expect(draw([aMark(1), aMark(2), aMark(2)])).toEqual([0, 3])
  expect(draw([aMark(1), aMark(2), aMark(2)])).toEqual([0, 0])
  expect(draw([aMark(1, true), aMark(2), aMark(2)])).toEqual([1, 1])
  expect(draw([aMark(2)])).toEqual([2, 0])
  expect(draw([])).toEqual([1, 0])
})
