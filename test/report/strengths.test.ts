import { expect, test } from 'vitest'
import type { ReviewSnapshot, SnapshotStrength } from '../../electron/api/snapshot.ts'
import { findingsJson } from '../../electron/report/data/findings-json.ts'
import { packetModel } from '../../electron/report/model.ts'
import { documentMarkdown } from '../../electron/report/packet.ts'
import { aSnapshot } from '../support/builders.ts'

const PLACE = { path: 'app/reviews.py', startLine: 10, endLine: 12, snippet: '', isCurrent: true }
const STRENGTH: SnapshotStrength = {
  title: 'Locks are held `briefly`',
  text: 'No lock spans a request to another service. The queue does it.',
  by: 'Ada',
  places: [PLACE, { ...PLACE, startLine: 40, endLine: 40, isCurrent: false }],
}
const COUNTED = {
  id: 'closed-files',
  title: 'Files are closed',
  sentence: '9 of 9 files are opened in a with statement.',
  category: 'resource' as const,
  count: 9,
  total: 9,
  places: [],
}

function read(document: string, change: Partial<ReviewSnapshot>): string {
  return documentMarkdown(packetModel(aSnapshot(change)), document)?.text ?? ''
}

test('the review tells in full what a reviewer saw, with its places, beside what was counted', () => {
  const text = read('code-review', { strengths: [STRENGTH], practices: [COUNTED] })
  expect(text).toContain('**Files are closed** - 9 of 9 files')
  expect(text).toContain(
    '- **Locks are held `briefly`** (Ada)\n\n  No lock spans a request to another service. The queue does it.\n\n  Seen in `app/reviews.py:10-12`, `app/reviews.py:40` (changed since).',
  )
})

test('the short documents tell it in a line, without calling it a draft', () => {
  const change = { strengths: [STRENGTH], practices: [COUNTED] }
  expect(read('action-items', change)).toContain(
    '- **Locks are held `briefly`** - No lock spans a request to another service.',
  )
  expect(read('executive-summary', change)).toMatch(
    /- \*\*Locks are held .*No lock spans a request to another service\.\n- _\(draft\)_ \*\*Files are closed/,
  )
})

test('nothing is missing once a reviewer said what is done well', () => {
  const missing = (change: Partial<ReviewSnapshot>) =>
    packetModel(aSnapshot(change)).completeness.missing.includes('what was done well')
  expect(missing({})).toBe(true)
  expect(missing({ strengths: [STRENGTH] })).toBe(false)
  expect(read('code-review', { strengths: [STRENGTH] })).not.toContain(
    'Not written yet: what was done well',
  )
})

test('programs get it with every place', () => {
  const data = JSON.parse(findingsJson(packetModel(aSnapshot({ strengths: [STRENGTH] }))).text)
  expect(data.strengths).toEqual([STRENGTH])
})
