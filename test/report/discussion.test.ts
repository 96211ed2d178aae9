import { expect, test } from 'vitest'
import type { ReviewSnapshot, SnapshotThread } from '../../electron/api/snapshot.ts'
import { findingsJson } from '../../electron/report/data/findings-json.ts'
import { packetModel } from '../../electron/report/model.ts'
import { documentMarkdown } from '../../electron/report/packet.ts'
import { preflight } from '../../electron/report/preflight.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'

const AT = '2026-02-09T09:40:00.000Z'

function aThread(change: Partial<SnapshotThread>, ...texts: readonly string[]): SnapshotThread {
  return {
    path: 'app/reviews.py',
    startLine: 10,
    endLine: 12,
    snippet: 'engineer.count += 1',
    disposition: 'open',
    inFaq: false,
    comments: texts.map((text, at) => ({ by: at % 2 === 0 ? 'Ada' : 'Grace', at: AT, text })),
    ...change,
  }
}

const THREADS = [
  aThread({ findingId: 1, disposition: 'by-design' }, 'Who calls it? # Not a heading', 'One task.'),
  aThread({ findingId: 2 }, 'Is there a *second* worker? I saw one.', 'Maybe.', 'Please look.'),
  aThread({ disposition: 'follow-up', inFaq: true }, 'Why is it counted here?', 'For the report.'),
  aThread({ findingId: 3 }, 'Of a finding that was dismissed?'),
]

const REVIEW: ReviewSnapshot = aSnapshot({
  findings: [
    aFinding({ number: 1 }),
    aFinding({ number: 2, severity: 'medium' }),
    aFinding({ number: 3, severity: 'low', verdict: 'dismissed' }),
  ],
  threads: THREADS,
})

function read(document: string, snapshot = REVIEW): string {
  return documentMarkdown(packetModel(snapshot), document)?.text ?? ''
}

test('the review prints the talk beside its finding with what came of it', () => {
  const text = read('code-review')
  expect(text).toContain(
    '**Discussion**\n\n_By design_:\n\n**Ada** on 2026-02-09 09:40 UTC\n\n> Who calls it? # Not a heading\n\n**Grace** on 2026-02-09 09:40 UTC\n\n> One task.',
  )
  expect(text).toContain('### Talk about lines (1)')
  expect(text).toContain('`app/reviews.py:10-12`')
  expect(text).not.toContain('Of a finding that was dismissed?')
})

test('the notes list what is still open, of findings that stand and of lines', () => {
  const text = read('future-notes')
  expect(text).toContain('## Questions left open (2)')
  expect(text).toMatch(
    /\[MEDIUM-2 \(#2\)\]\(.*\) - Is there a _second_ worker\? \(Ada, 2 replies, the last by Ada\)/,
  )
  expect(text).toMatch(/Why is it counted here\? \(Ada, 1 reply, .*; to be followed up\)/)
  expect(read('future-notes', aSnapshot())).toContain('No thread is open.')
})

test('the questions and answers take in the threads that were chosen', () => {
  const text = read('faq')
  expect(text).toMatch(
    /### Why is it counted here\?\n\nSee: `app\/reviews\.py:10-12` \(To be followed up\)\n\nFor the report\./,
  )
  expect(text).not.toContain('Who calls it?')
})

test('programs get every thread, also those of findings that were set aside', () => {
  const data = JSON.parse(findingsJson(packetModel(REVIEW)).text)
  expect(data.threads).toHaveLength(1)
  expect(data.findings.map((one: { threads: unknown[] }) => one.threads.length)).toEqual([1, 1, 1])
  expect(data.findings[0].threads[0]).toMatchObject({
    disposition: 'by-design',
    comments: [{ by: 'Ada', at: AT }, { text: 'One task.' }],
  })
})

test('only threads that nobody ended are told before a packet leaves', () => {
  const none = { secret: 0, address: 0, 'home folder': 0, term: 0 }
  const told = preflight(packetModel(REVIEW), none).filter(({ kind }) => kind === 'thread')
  expect(told.map(({ findingId }) => findingId)).toEqual([2, undefined, undefined])
})
