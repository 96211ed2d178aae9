// Which runs are compared, and how what differs is listed.
import { expect, test } from 'vitest'
import type { RunRecord } from '../../electron/api/runs.ts'
import { changeRows } from '../../renderer/compare/changes.ts'
import { chosenRuns, whyNotCompared } from '../../renderer/compare/runs.ts'

function aRun(id: number, change: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    state: 'finished',
    startedAt: '2026-02-03T04:05:06.789Z',
    profile: 'default',
    ruleCount: 1,
    toolVersion: '0.1.0',
    found: 1,
    isComparable: true,
    ...change,
  }
}
const FOUR = [aRun(4), aRun(3), aRun(2, { isComparable: false }), aRun(1)]

test.each([
  ['the last two by default', {}, [3, 4]],
  ['those that were chosen', { a: 1, b: 3 }, [1, 3]],
  ['an earlier run A where the chosen one is not earlier', { a: 4, b: 3 }, [1, 3]],
  ['the next one where what the chosen one found is not kept', { a: 2, b: 4 }, [3, 4]],
])('compares %s', (_, { a, b }: { a?: number; b?: number }, ids) => {
  const chosen = chosenRuns(FOUR, { a, b })
  expect([chosen?.a.id, chosen?.b.id]).toEqual(ids)
})

test.each([
  ['Nothing was analysed yet.', []],
  ['There is one run so far.', [aRun(2, { state: 'running', isComparable: false }), aRun(1)]],
  ['What earlier runs found was not kept', [aRun(2), aRun(1, { isComparable: false })]],
])('says why not: %s', (words, runs) => {
  expect(chosenRuns(runs, { a: undefined, b: undefined })).toBeUndefined()
  expect(whyNotCompared(runs)).toContain(words)
})

test('changes stand in groups with their counts, and those of a closed group are put away', () => {
  const finding = { title: 'T', severity: 'high', note: '', isListed: true } as const
  const comparison = {
    findings: [
      { ...finding, kind: 'gone', findingId: 1 },
      { ...finding, kind: 'new', findingId: 2 },
      { ...finding, kind: 'gone', findingId: 3 },
    ],
    files: [{ path: 'a.py', kind: 'changed', note: '' }],
  } as const
  const rows = changeRows(
    { findings: [...comparison.findings], files: [...comparison.files] },
    new Set(['files']),
  )
  expect(rows.map((row) => (row.kind === 'group' ? `${row.key} ${row.count}` : row.key))).toEqual([
    'new 1',
    'finding-2',
    'gone 2',
    'finding-1',
    'finding-3',
    'files 1',
  ])
})
