import { describe, expect, test } from 'vitest'
import { previewOf } from '../../renderer/findings/bulk-change.ts'
import { countRows, nextQueue, queueTest } from '../../renderer/findings/queues.ts'
import { finish } from '../../renderer/findings/slices.ts'
import { aRow } from './rows.ts'

const ROWS = [
  aRow(1, { gate: 'merge' }),
  aRow(2, { severity: 'critical', gate: 'production' }),
  aRow(3, { gate: 'merge', verdict: 'dismissed', decidedBy: 'Ada' }),
  aRow(4, { verdict: 'confirmed', decidedBy: 'Grace' }),
  aRow(5, { isGone: true }),
  aRow(6, { assignee: 'Ada', hasItem: true }),
  aRow(7, { gate: 'merge', status: 'fixed', verdict: 'confirmed' }),
  aRow(8, { verdict: 'confirmed', openThreads: [{ lastBy: 'Grace', isQuestion: false }] }),
  aRow(9, { verdict: 'confirmed', openThreads: [{ lastBy: 'Ada', isQuestion: false }] }),
  aRow(10, { verdict: 'confirmed', openThreads: [{ lastBy: 'Ada', isQuestion: true }] }),
]

describe('the queue', () => {
  test.each([
    ['all', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['undecided', [1, 2, 6]],
    ['blockers', [1, 2]],
    ['reply', [8, 10]],
    ['mine', [3, 6]],
    ['gone', [5]],
  ] as const)('%s has its rows', (queue, ids) => {
    expect(ROWS.filter(queueTest(queue, 'Ada')).map(({ id }) => id)).toEqual(ids)
    expect(finish(countRows(ROWS, 'Ada')).counts.queues[queue]).toBe(ids.length)
  })
})

test('a changed row is counted out of where it was and into where it is', () => {
  const before = finish(countRows(ROWS, 'Ada'))
  const now = ROWS.map((row) =>
    row.id === 2 ? { ...row, severity: 'low' as const, decidedBy: 'Ada' } : row,
  )
  expect(finish(countRows(now, 'Ada', before)).counts).toEqual(finish(countRows(now, 'Ada')).counts)
  expect(finish(countRows(now, 'Bob', before)).counts).toEqual(finish(countRows(now, 'Bob')).counts)
})

test('after a queue comes the next one with work', () => {
  const { queues } = finish(countRows(ROWS, 'Ada')).counts
  expect(nextQueue(queues, 'undecided')).toBe('blockers')
  expect(nextQueue(queues, 'blockers')).toBe('undecided')
  expect(nextQueue({ ...queues, blockers: 0, reply: 0, gone: 0 }, 'undecided')).toBeUndefined()
})

describe('a change of many findings', () => {
  const ids = (rows: readonly { readonly id: number }[]) => rows.map(({ id }) => id)

  test('leaves what is so already', () => {
    const { changed, same, reason } = previewOf(ROWS, { verdict: 'confirmed' })
    expect(ids(changed)).toEqual([1, 2, 3, 5, 6])
    expect(ids(same)).toEqual([4, 7, 8, 9, 10])
    expect(reason).toBeUndefined()
  })

  test('leaves the status of findings with an action item', () => {
    const { changed, held } = previewOf(ROWS, { status: 'deferred' })
    expect(ids(held)).toEqual([6])
    expect(ids(changed)).not.toContain(6)
  })

  test.each([
    [{ verdict: 'dismissed' }, 'dismissReason'],
    [{ severity: 'low' }, 'severityReason'],
    [{ priority: 'P0' }, undefined],
  ] as const)('%o asks for its reason: %s', (change, reason) => {
    expect(previewOf(ROWS, change).reason).toBe(reason)
  })

  test('back to the severity of the analyzer needs no reason', () => {
    const rows = [aRow(1, { severity: 'low', originalSeverity: 'high' })]
    expect(previewOf(rows, { severity: 'high' }).reason).toBeUndefined()
  })
})
