import { expect, test } from 'vitest'
import type { SnapshotFinding } from '../../electron/api/snapshot.ts'
import { findingsJson } from '../../electron/report/data/findings-json.ts'
import { packetModel } from '../../electron/report/model.ts'
import { documentMarkdown } from '../../electron/report/packet.ts'
import { preflight } from '../../electron/report/preflight.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'

const ANSWER = { by: 'Ada', at: '2026-02-09T09:40:00.000Z' }
const ANSWERS: NonNullable<SnapshotFinding['answers']> = [
  { question: 'tx-guard', answer: 'no', note: 'Plain `SELECT`.\n\n- no version', ...ANSWER },
  { question: 'tx-other-writers', answer: 'na', note: '', ...ANSWER },
  { question: 'tx-loss-noticed', answer: null, note: 'To be asked.', ...ANSWER },
]
const REVIEW = aSnapshot({
  findings: [
    aFinding({ number: 1, answers: ANSWERS }),
    aFinding({ number: 2, verdict: 'undecided' }),
    aFinding({ number: 3, ruleId: 'magic-number', severity: 'low' }),
  ],
})

const read = (document: string) => documentMarkdown(packetModel(REVIEW), document)?.text ?? ''

test.each(['code-review', 'concurrency-review'])(
  'the %s prints answers with what they rest on',
  (document) => {
    const text = read(document)
    expect(text).toContain(
      'Does the database keep two transactions apart there?\n\n  **No**, which speaks against the code (Ada, 2026-02-09 09:40 UTC)\n  > Plain `SELECT`.\n  >\n  > - no version',
    )
    expect(text).toContain('**Does not apply** (Ada, 2026-02-09 09:40 UTC)')
    expect(text).toContain('1 more question is not answered.')
    expect(text).not.toContain('To be asked.')
  },
)

test('the concurrency review says of how many confirmed findings something is open', () => {
  expect(read('concurrency-review')).toContain('## Questions answered (1)')
  expect(read('concurrency-review')).toContain(
    'Of 1 confirmed finding not every question is answered.',
  )
})

test('what is not answered about a confirmed finding is told before the packet leaves', () => {
  const none = { secret: 0, address: 0, 'home folder': 0, term: 0 }
  const told = preflight(packetModel(REVIEW), none).filter(({ kind }) => kind === 'question')
  expect(told).toEqual([
    {
      weight: 'warn',
      kind: 'question',
      message: '1 of 3 questions about CRITICAL-1 (#1) is not answered.',
      findingId: 1,
    },
  ])
})

test('programs get the answers', () => {
  const { findings } = JSON.parse(findingsJson(packetModel(REVIEW)).text)
  expect(findings[0].answers).toEqual(ANSWERS)
  expect(findings[1].answers).toEqual([])
})
