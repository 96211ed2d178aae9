import { describe, expect, test } from 'vitest'
import type { FindingRow } from '../../electron/api/domain.ts'
import { flattenGroups, groupRows, sortRows } from '../../renderer/findings/groups.ts'
import { finish } from '../../renderer/findings/slices.ts'
import { holdStill } from '../../renderer/findings/stillness.ts'
import { neighbour, nextInFile } from '../../renderer/state/listed.ts'
import type { GroupBy, SortBy } from '../../renderer/state/view.ts'
import { aRow } from './rows.ts'

const rows = [
  aRow(1, { severity: 'low', path: 'b.py', line: 9, ruleId: 'naive-datetime', title: 'Naive' }),
  aRow(2, { severity: 'critical', path: 'b.py', line: 3, ruleId: 'lost-update', title: 'Lost' }),
  aRow(3, { severity: 'low', path: 'a.py', line: 7, ruleId: 'naive-datetime', title: 'Naive' }),
  aRow(4, { severity: 'high', path: 'a.py', line: 7, ruleId: 'lost-update', title: 'Lost' }),
]

describe('rows are ordered', () => {
  const orders: readonly (readonly [SortBy, readonly number[]])[] = [
    ['severity', [2, 4, 3, 1]],
    ['place', [3, 4, 2, 1]],
    ['rule', [4, 2, 3, 1]],
    ['number', [1, 2, 3, 4]],
  ]
  test.each(orders)('by %s', (sortBy, ids) => {
    expect(finish(sortRows(rows, sortBy)).map(({ id }) => id)).toEqual(ids)
  })
})

/** `label count` for a group, `#id` for a finding. */
function picture(groupBy: GroupBy, collapsed: readonly string[] = []): readonly string[] {
  const groups = finish(groupRows(finish(sortRows(rows, 'severity')), groupBy))
  return finish(flattenGroups(groups, groupBy, new Set(collapsed))).map((item) =>
    item.kind === 'group' ? `${item.group.label} ${item.group.rows.length}` : `#${item.id}`,
  )
}

test('by gate and by task the groups stand in the order of the work', () => {
  const gated = rows.map((row, at) => ({
    ...row,
    gate: (['later', 'production', 'merge', 'later'] as const)[at] ?? row.gate,
  }))
  expect(finish(groupRows(gated, 'gate')).map(({ label }) => label)).toEqual([
    'merge',
    'production',
    'later',
  ])
  const tasks = new Map([
    [1, { label: '1.2 Later', place: '0.1' }],
    [4, { label: '1.1 First', place: '0.0' }],
  ])
  expect(finish(groupRows(rows, 'task', tasks)).map(({ label }) => label)).toEqual([
    '1.1 First',
    '1.2 Later',
    'In no task',
  ])
})

describe('the list shows', () => {
  test('the worst severity first', () => {
    expect(picture('severity')).toEqual(['critical 1', '#2', 'high 1', '#4', 'low 2', '#3', '#1'])
  })
  test('rules by the worst of their findings, under their titles', () => {
    expect(picture('rule')).toEqual(['Lost 2', '#2', '#4', 'Naive 2', '#3', '#1'])
  })
  test('files by their paths', () => {
    expect(picture('file')).toEqual(['a.py 2', '#4', '#3', 'b.py 2', '#2', '#1'])
  })
  test('no group rows without grouping', () => {
    expect(picture('none')).toEqual(['#2', '#4', '#3', '#1'])
  })
  test('a collapsed group as its row alone, with its count', () => {
    expect(picture('file', ['file:a.py'])).toEqual(['a.py 2', 'b.py 2', '#2', '#1'])
  })
})

describe('the list stands still', () => {
  const changed = rows.map(
    (row): FindingRow => (row.id === 2 ? { ...row, severity: 'info', verdict: 'confirmed' } : row),
  )
  test('when a decision would move a row', () => {
    expect(holdStill(rows, changed)).toBe(rows)
  })
  test('and takes in findings that were not there before', () => {
    expect(holdStill(rows, [...changed, aRow(5)])).toEqual([...rows, aRow(5)])
  })
  test('and lets go of findings that are gone', () => {
    expect(holdStill(rows, changed.slice(1))).toEqual(rows.slice(1))
  })
})

describe('the next finding', () => {
  const items = finish(flattenGroups(finish(groupRows(rows, 'file')), 'file', new Set()))
  test.each([
    ['is the next row', 3, 1, 4],
    ['is behind the head of the next group', 4, 1, 1],
    ['is before the head of its group when going back', 1, -1, 4],
    ['is the first one when nothing is selected', undefined, 1, 3],
    ['is the last one when nothing is selected and going back', undefined, -1, 2],
    ['is none at the end', 2, 1, undefined],
    ['is none at the start when going back', 3, -1, undefined],
  ] as const)('%s', (_what, from, step, expected) => {
    expect(neighbour(items, from, step)).toBe(expected)
  })
})

describe('the next finding of a file', () => {
  const shown = [
    aRow(4, { line: 30 }),
    aRow(1, { line: 10 }),
    aRow(9, { line: 20, path: 'b.py' }),
    aRow(3, { line: 10 }),
  ]
  const at = (line: number, number?: number) => ({ path: 'app.py', line, number })
  test.each([
    ['on the same line', at(10, 1), 1, 3],
    ['further down', at(10, 3), 1, 4],
    ['around the end', at(30, 4), 1, 1],
    ['around the start', at(10, 1), -1, 4],
    ['from one that the list does not show', at(20, 7), 1, 4],
    ['back from one that the list does not show', at(20, 7), -1, 3],
    ['at the line of the cursor', at(30), 1, 4],
    ['back at the line of the cursor', at(10), -1, 3],
    ['in a file without any', { path: 'c.py', line: 1 }, 1, undefined],
  ] as const)('%s', (_what, from, step, expected) => {
    expect(nextInFile(shown, from, step)?.id).toBe(expected)
  })
})
