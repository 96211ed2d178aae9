import { describe, expect, test } from 'vitest'
import type { Thread } from '../../electron/api/threads.ts'
import { sourceMarks, symbolAt } from '../../renderer/source/decorations.ts'
import { threadMarks } from '../../renderer/source/thread-marks.ts'
import { aRow } from './rows.ts'

const NOTHING = { selectedId: undefined, evidence: [], step: undefined }

describe('the source marks', () => {
  test('only findings of the open file', () => {
    const rows = [aRow(1, { path: 'a.py' }), aRow(2, { path: 'b.py' })]
    const marks = sourceMarks({ ...NOTHING, path: 'a.py', rows })
    expect(marks.map(({ kind, range }) => [kind, range.startLine])).toEqual([
      ['glyph', 1],
      ['region', 1],
    ])
  })

  test('a line with several findings by the worst one that is open', () => {
    const rows = [
      aRow(1, { line: 7, severity: 'low' }),
      aRow(2, { line: 7, severity: 'critical', verdict: 'dismissed' }),
      aRow(3, { line: 7, severity: 'high' }),
    ]
    const [glyph] = sourceMarks({ ...NOTHING, path: 'app.py', rows })
    expect(glyph).toMatchObject({ kind: 'glyph', severity: 'high', isPale: false })
    expect(glyph?.text).toContain('#2')
  })

  test.each([
    ['dismissed', { verdict: 'dismissed' }, true],
    ['fixed', { status: 'fixed' }, true],
    ['no longer reported', { isGone: true }, true],
    ['confirmed', { verdict: 'confirmed' }, false],
  ] as const)('a finding that is %s pale: %s', (_what, change, isPale) => {
    const [glyph] = sourceMarks({ ...NOTHING, path: 'app.py', rows: [aRow(1, change)] })
    expect(glyph?.isPale).toBe(isPale)
  })

  test('the selected finding and the steps of its evidence', () => {
    const range = { startLine: 4, startColumn: 1, endLine: 4, endColumn: 9 }
    const marks = sourceMarks({
      path: 'app.py',
      rows: [aRow(1), aRow(2)],
      selectedId: 2,
      evidence: [
        { kind: 'read', message: 'read here', location: { path: 'other.py', range } },
        { kind: 'write', message: '`count` is written here', location: { path: 'app.py', range } },
      ],
      step: 1,
    })
    expect(marks.filter(({ kind }) => kind === 'selected')).toHaveLength(1)
    expect(marks.filter(({ kind }) => kind === 'step')).toEqual([
      expect.objectContaining({ step: 2, isCurrentStep: true, text: 'count is written here' }),
    ])
  })
})

describe('the sign of a thread', () => {
  const aThread = (id: number, change: Partial<Thread> = {}): Thread => ({
    id,
    rev: 1,
    findingId: null,
    path: 'app.py',
    startLine: 3,
    endLine: 4,
    snippet: '',
    disposition: 'open',
    inFaq: false,
    comments: [{ id, rev: 1, text: `Why ${id}?`, at: '', by: 'Ada', isEdited: false }],
    ...change,
  })

  test('stands where its lines are, or where its finding is now', () => {
    const threads = [
      aThread(1),
      aThread(2, { path: 'other.py' }),
      aThread(3, { findingId: 7, path: 'old.py', startLine: 90, endLine: 90 }),
      aThread(4, { findingId: 8 }),
    ]
    const marks = threadMarks('app.py', threads, [aRow(7, { line: 12 })])
    expect(marks.map(({ range, thread }) => [range.startLine, thread?.id])).toEqual([
      [3, 1],
      [12, 3],
    ])
  })

  test('is one for a line, leads to the open thread and is pale once all are settled', () => {
    const settled = aThread(1, { disposition: 'by-design' })
    const [mark] = threadMarks('app.py', [settled, aThread(2)], [])
    expect(mark).toMatchObject({ isPale: false, thread: { id: 2, findingId: null } })
    expect(mark?.text).toContain('Ada: Why 1?')
    expect(threadMarks('app.py', [settled], [])[0]).toMatchObject({ isPale: true })
  })
})

describe('the way from one step of the evidence to the next', () => {
  const at = (path: string, line: number) => ({
    kind: 'note' as const,
    message: 'here',
    location: { path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 2 } },
  })

  test('points down, up, across files, and nowhere at the end', () => {
    const evidence = [at('app.py', 4), at('app.py', 9), at('app.py', 2), at('app/store.py', 12)]
    const marks = sourceMarks({ ...NOTHING, path: 'app.py', rows: [], evidence })
    expect(marks.map(({ onward }) => onward)).toEqual(['↓ 2', '↑ 3', '→ 4 in store.py:12'])
    const [last] = sourceMarks({ ...NOTHING, path: 'app/store.py', rows: [], evidence })
    expect(last?.onward).toBe('')
  })
})

describe('the symbol around a line', () => {
  const lines = [
    'import os',
    '',
    'class Account:',
    '    async def add(self, amount):',
    '        def inner():',
    '            pass',
    '        return inner',
    '',
    '    limit = 3',
    '',
    'total = 0',
  ]
  test.each([
    [1, ''],
    [3, 'Account'],
    [4, 'Account.add'],
    [6, 'Account.add.inner'],
    [7, 'Account.add'],
    [9, 'Account'],
    [11, ''],
  ])('of line %i is "%s"', (line, symbol) => {
    expect(symbolAt((at) => lines[at - 1] ?? '', line)).toBe(symbol)
  })
})
