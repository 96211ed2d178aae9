import { expect, test } from 'vitest'
import type { Conduct } from '../../electron/api/clock.ts'
import { packetModel } from '../../electron/report/model.ts'
import { documentMarkdown } from '../../electron/report/packet.ts'
import { MASK_ALL, redact } from '../../electron/report/redaction.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { fileText, packetOf } from '../support/packet-reading.ts'

const DAY = { files: 2, findings: 1, judged: 1, linesRead: 40, linesPerHour: 36 }
const CONDUCT: Conduct = {
  activeSeconds: 4_000 + 59,
  days: [
    { ...DAY, day: '2026-02-03', reviewer: 'Ada', activeSeconds: 4_000 },
    { ...DAY, day: '2026-02-04', reviewer: 'Bea', activeSeconds: 59, linesPerHour: null },
  ],
  files: Array.from({ length: 17 }, (_, at) => ({ path: `f${at}.py`, activeSeconds: 100 - at })),
  findings: [{ findingId: 1, activeSeconds: 90 }],
}
const RECORDED = {
  seq: 1,
  at: '2026-02-03T10:00:00.000Z',
  actor: 'Ada',
  kind: 'time.recorded',
  subject: 'review',
  field: 'active time',
  before: '',
  after: '34 minutes',
  reason: '',
}
const SNAPSHOT = aSnapshot({
  findings: [aFinding({ id: 1, number: 7, label: 'HIGH-2' })],
  conduct: CONDUCT,
  events: [RECORDED],
})

test('the full review tells the days, and its times add up', () => {
  const text = fileText(packetOf(SNAPSHOT), 'CODE_REVIEW.md')
  const section = text.slice(
    text.indexOf('## Review conduct'),
    text.indexOf('## ', text.indexOf('## Review conduct') + 3),
  )
  expect(section).toContain('Active time: 1:07:39 (hours:minutes:seconds) on 2 days')
  expect(section).toMatch(/2026-02-03 \| Ada +\| +1:06:40 \|/)
  expect(section).toMatch(/2026-02-04 \| Bea +\| +0:00:59 \|/)
  expect(section).toMatch(/\*\*Total\*\* +\| +\*\*1:07:39\*\*/)
  expect(section).toContain('with no file open, over lists and texts: 0:41:35')
  expect(section).toMatch(/HIGH-2 \(#7\).*0:01:30/)
  // The longest times are printed, the others are counted.
  expect(section).toContain('f14.py')
  expect(section).not.toContain('f15.py')
  expect(section).toContain('2 more')
})

test('the side file has all of it, findings by their numbers', () => {
  const { conduct } = JSON.parse(fileText(packetOf(SNAPSHOT), 'findings.json'))
  expect(conduct).toEqual({ ...CONDUCT, findings: [{ number: 7, activeSeconds: 90 }] })
})

test('whoever does not want times printed has none in any file, and the record keeps them', () => {
  const { snapshot } = redact(SNAPSHOT, { ...MASK_ALL, times: true })
  for (const { path, text } of packetOf(snapshot)) {
    expect(/Review conduct|34 minutes|activeSeconds": \d|1:07:39/.test(text), path).toBe(false)
  }
  expect(JSON.parse(fileText(packetOf(snapshot), 'findings.json')).conduct).toBeNull()
  expect(redact(SNAPSHOT, { ...MASK_ALL, times: false }).snapshot).toEqual(SNAPSHOT)
})

test('nothing is said of a time that nobody measured', () => {
  const { conduct: _, ...unmeasured } = SNAPSHOT
  const text = documentMarkdown(packetModel(unmeasured), 'code-review')?.text ?? ''
  expect(text).not.toContain('Review conduct')
})
