import { expect, test } from 'vitest'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { fileText, packetOf } from '../support/packet-reading.ts'
import { sampleReview } from '../support/sample-review.ts'

/** What the pictures of a document say to those who cannot see them. */
function words(snapshot: ReviewSnapshot, ending: string): readonly string[] {
  const html = fileText(packetOf(snapshot), ending)
  return [...html.matchAll(/<svg[^>]* aria-label="([^"]*)"/g)].map(([, said]) => said ?? '')
}

test('the index shows when the gates can open, with the hours that the text states', () => {
  const hours = { low: 4, high: 10 }
  const findings = [
    aFinding({ number: 1, gate: 'merge', effortHours: hours }),
    aFinding({ number: 2, severity: 'high', gate: 'production', effortHours: hours }),
  ]
  expect(words(aSnapshot({ findings }), 'INDEX.html')).toEqual([
    'Timeline of the work. Close the blockers 4-10 h, Add the new tests 0 h, Gate review 0.25-0.5 h, Before production 4-10 h, Later 0 h, merge after 4.25-10.5 h, production after 8.25-20.5 h',
  ])
  expect(words(aSnapshot(), 'INDEX.html')).toEqual([])
})

test.each([0.05, 3, 30, 300, 3_000])('work of %d hours has few marks on its days', (high) => {
  const findings = [aFinding({ number: 1, effortHours: { low: 0, high } })]
  const html = fileText(packetOf(aSnapshot({ findings })), 'INDEX.html')
  const marks = html.match(/>(?:day|week) \d+<\/text>/g) ?? []
  expect(marks.length).toBeLessThanOrEqual(8)
})

test('the full review shows how much a person has read, once anybody has', () => {
  const total = {
    lines: 900,
    reviewedLines: 620,
    symbols: 80,
    reviewedSymbols: 41,
    riskySymbols: 12,
    reviewedRiskySymbols: 7,
    risk: 100,
    reviewedRisk: 60,
  }
  const said = '620 of 900 lines, 41 of 80 functions and classes, 7 of 12 risky ones of them'
  const read = { ...sampleReview(), coverage: { total, files: [] } }
  expect(words(read, 'CODE_REVIEW.html')).toContain(`Read by the reviewer. ${said}`)
  expect(fileText(packetOf(read), 'CODE_REVIEW.md')).toContain(`Read by the reviewer: ${said}`)
  const unread = { ...read, coverage: { total: { ...total, reviewedLines: 0 }, files: [] } }
  expect(fileText(packetOf(unread), 'CODE_REVIEW.md')).not.toContain('Read by the reviewer')
})
