import { describe, expect, it } from 'vitest'
import { planGaps, seriesGaps } from '../../electron/report/completeness.ts'
import { packetModel } from '../../electron/report/model.ts'
import { contradictions, numberProblems } from '../../electron/report/numbers-lint.ts'
import { packetChecks } from '../../electron/report/packet-checks.ts'
import { parallelisation, parallelisationText } from '../../electron/report/plan.ts'
import { aFinding, aFix, aLocation, aSnapshot } from '../support/builders.ts'

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('a hand-written plan of 53 findings', () => {
  it('is told the three findings that no work stream takes, and nothing else', () => {
    const gaps = seriesGaps([
      { name: 'Critical', count: 3, placed: [2, 3, 1] },
      // The findings of the code are numbered on: 3 critical, 14 important (4 to 17), 13 minor (18 to 30).
      {
        name: 'Important',
        first: 4,
        count: 14,
        placed: [4, 5, 6, 7, 10, 11, 13, 14, 16, 17, 8, 9, 12],
      },
      {
        name: 'Minor',
        first: 18,
        count: 13,
        placed: [20, 18, 19, 21, 22, 23, 29, 26, 27, 28, 30, 24, 25],
      },
      { name: 'Test Critical', count: 1, placed: [1] },
      { name: 'Test Important', count: 9, placed: [2, 7, 8, 9, 3, 4, 5, 6] },
      { name: 'Test Minor', count: 13, placed: [1, 3, 4, 5, 11, 12, 13, 14, 15, 6, 7, 8, 9, 10] },
    ])
    expect(gaps.map((gap) => gap.message)).toEqual([
      'Important: 13 numbers placed, 14 in the scope; #15 in no work stream.',
      'Test Important: 8 numbers placed, 9 in the scope; #1 in no work stream.',
      'Test Minor: 14 numbers placed, 13 in the scope; #2 in no work stream.',
    ])
  })

  it('learns which of its streams wait for each other', () => {
    const plan = parallelisation([
      { id: 'WS1', title: 'Event Emission', files: ['events.py', 'router.py', 'sweeper.py'] },
      { id: 'WS2', title: 'Internal Dispatch', files: ['router.py'] },
      { id: 'WS3', title: 'Router', files: ['router.py', 'schemas.py', 'models.py'] },
      {
        id: 'WS4',
        title: 'Sweeper',
        files: ['sweeper.py', 'dependencies.py', 'registry.py', 'settings.py'],
      },
      { id: 'WS5', title: 'Client SDK', files: ['client.py'] },
      {
        id: 'WS6',
        title: 'Test DRY & Fixtures',
        files: ['conftest.py', 'test_router_events.py', 'test_client.py'],
      },
      { id: 'WS7', title: 'Missing Test Coverage', files: [] },
    ])
    expect(plan).toEqual({
      sequences: [
        {
          streams: ['WS1', 'WS2', 'WS3', 'WS4', 'WS5'],
          shared: ['router.py', 'sweeper.py'],
          independent: ['WS5'],
        },
      ],
      afterwards: ['WS6', 'WS7'],
    })
    expect(parallelisationText(plan)).toEqual([
      'WS1-WS5 are sequential (shared files: router.py, sweeper.py). WS5 touches none of these and can also run beside the others.',
      'WS6 and WS7 can start when the code of the other streams is stable.',
    ])
  })

  it('runs streams in different folders at the same time', () => {
    const plan = parallelisation([
      { id: 'WS1', title: 'a', files: ['api/a.py'] },
      { id: 'WS2', title: 'b', files: ['db/b.py'] },
      { id: 'WS3', title: 'c', files: ['api/a.py', 'db/b.py'] },
    ])
    expect(plan.sequences.map((one) => one.streams)).toEqual([['WS1', 'WS2', 'WS3']])
    const apart = parallelisation([
      { id: 'WS1', title: '', files: ['api/a.py'] },
      { id: 'WS2', title: '', files: ['db/b.py'] },
      { id: 'WS3', title: '', files: ['web/c.py'] },
    ])
    expect(apart.sequences).toHaveLength(3)
    expect(parallelisationText(apart)).toEqual([
      'WS1-WS3 share no file with another stream.',
      'They can run at the same time.',
    ])
  })
})

describe('a hand-written plan in phases', () => {
  it('is told that it holds fewer important findings than its own success criteria', () => {
    const problems = numberProblems({
      totals: [
        {
          what: 'Important issues to fix',
          stated: [
            { where: 'the phases', value: 3 },
            { where: 'the success criteria', value: 5 },
          ],
        },
      ],
      citations: [],
      fileLines: new Map(),
      sums: [],
    })
    expect(problems.map((one) => one.message)).toEqual([
      'Important issues to fix: 3/5 disagree (3 in the phases, 5 in the success criteria).',
    ])
  })
})

describe('a hand-written index', () => {
  it('is told its totals, its citations beyond the end and its wrong sum', () => {
    const problems = numberProblems({
      totals: [
        {
          what: 'Issues',
          stated: [
            { where: 'the quick links', value: 11 },
            { where: 'the breakdown (3 + 3 + 5 + 2)', value: 13 },
            { where: 'the tables', value: 10 },
          ],
        },
        {
          what: 'Blockers',
          stated: [
            { where: 'the status', value: 3 },
            { where: 'the table', value: 3 },
          ],
        },
      ],
      citations: [
        { where: 'CRITICAL-1', path: 'simple_queue.py', startLine: 71, endLine: 77 },
        { where: 'MEDIUM-5', path: 'simple_queue.py', startLine: 225, endLine: 271 },
        { where: 'LOW-1', path: 'prom.py', startLine: 709, endLine: 722 },
        { where: 'MEDIUM-4', path: 'test_dual_write.py', startLine: 1, endLine: 166 },
      ],
      fileLines: new Map([
        ['simple_queue.py', 230],
        ['prom.py', 720],
        ['test_dual_write.py', 166],
      ]),
      sums: [
        {
          what: 'Timeline to fix',
          parts: [
            { low: 3, high: 4 },
            { low: 2, high: 3 },
            { low: 2, high: 3 },
          ],
          total: { low: 8, high: 10 },
        },
      ],
    })
    expect(problems.map((one) => one.message)).toEqual([
      'Issues: 11/13/10 disagree (11 in the quick links, 13 in the breakdown (3 + 3 + 5 + 2), 10 in the tables).',
      'MEDIUM-5: simple_queue.py:225-271 is beyond the end of the file, which has 230 lines.',
      'LOW-1: prom.py:709-722 is beyond the end of the file, which has 720 lines.',
      'Timeline to fix: the parts add up to 7-10, not 8-10.',
    ])
  })
})

describe('numbers in a text', () => {
  const model = packetModel(
    aSnapshot({
      findings: [
        aFinding({ number: 1 }),
        aFinding({ number: 2 }),
        aFinding({ number: 3, severity: 'medium' }),
      ],
    }),
  )
  it.each([
    ['There are 3 critical issues.', '3', '2'],
    ['We found seven blockers and more.', 'seven', '2'],
    ['All 4 open findings are small.', '4', '3'],
    ['It takes 8-10 hours until the merge.', '8-10', '1.5-3'],
  ])('%j contradicts the data', (text, stated, actual) => {
    const [found] = contradictions(text, model)
    expect(found).toMatchObject({ stated, actual })
    expect(text.slice(found?.start ?? 0).startsWith(stated)).toBe(true)
  })
  it.each([
    'There are two critical issues.',
    'Two blockers.',
    'After 3 tests in 2 files.',
    'Run 12 low-level checks.',
    'See 3 issues upstream.',
  ])('%j does not', (text) => {
    expect(contradictions(text, model)).toEqual([])
  })
})

describe('the checks of a packet', () => {
  const checks = (change: Parameters<typeof aSnapshot>[0]) =>
    packetChecks(packetModel(aSnapshot(change)))

  it('find nothing in a sound one', () => {
    expect(checks({ findings: [aFinding({ number: 1 })] })).toEqual([])
  })

  it('name each thing that disagrees', () => {
    const found = checks({
      findings: [
        aFinding({
          number: 1,
          label: 'HIGH-1',
          severity: 'high',
          originalSeverity: 'low',
          finding: { location: aLocation('app/reviews.py', 601) },
        }),
        aFinding({
          number: 2,
          label: 'HIGH-1',
          severity: 'high',
          verdict: 'dismissed',
          dismissReason: ' ',
        }),
        aFinding({ number: 3, severity: 'medium', fixes: [aFix({ before: 'gone' })] }),
      ],
      sources: [{ path: 'app/reviews.py', text: 'x = 1\n' }],
      gates: [{ gate: 'merge', passed: false, open: 4, reasons: [] }],
      texts: [{ field: 'assessment', text: 'One critical issue stands out.', isConfirmed: true }],
      streams: [
        {
          id: 'WS1',
          title: 'All',
          files: [],
          tasks: [{ id: '1.1', title: 'x', steps: [], findings: [1, 1], isSeparateCommit: false }],
        },
      ],
    })
    expect(found).toEqual([
      'HIGH-1 (#1): app/reviews.py:601 is beyond the end of the file, which has 600 lines.',
      'assessment: The text says One critical issue, the data says 0.',
      'A fix of MEDIUM-3 (#3) does not apply: the before-text is not what stands in the analysed file.',
      'HIGH-1 (#1) is in 2 tasks: task 1.1, task 1.1.',
      'MEDIUM-3 (#3) is in no task.',
      'The gate before merge was stored with 4 open, the findings give 1.',
      'The label HIGH-1 is used twice.',
      'The changed severity of HIGH-1 (#1) has no reason.',
      'HIGH-1 (#2) was dismissed without a reason.',
    ])
  })
})

describe('a plan', () => {
  it('is complete when every finding is in exactly one task', () => {
    const things = range(1, 4).map((id) => ({ id, name: `#${id}` }))
    const task = (id: string, findings: number[]) => ({
      id,
      title: '',
      steps: [],
      findings,
      isSeparateCommit: false,
    })
    const streams = [{ id: 'WS1', tasks: [task('1.1', [1, 2]), task('1.2', [3])] }]
    expect(planGaps(things, streams)).toEqual(['#4 is in no task.'])
    expect(planGaps(things, [...streams, { id: 'WS2', tasks: [task('2.1', [4, 1])] }])).toEqual([
      '#1 is in 2 tasks: task 1.1, task 2.1.',
    ])
  })
})
