import { describe, expect, test } from 'vitest'
import { asKnown } from '../../electron/report/interchange/known-finding.ts'
import {
  isSarifExplorer,
  readSarifExplorer,
} from '../../electron/report/interchange/sarif-explorer.ts'
import { isSarif, readSarif } from '../../electron/report/interchange/sarif-in.ts'
import { hasPacketBoxes, readTickedBoxes } from '../../electron/report/interchange/ticked-boxes.ts'
import { isWeAudit, readWeAudit } from '../../electron/report/interchange/weaudit.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { fileText, packetOf } from '../support/packet-reading.ts'
import { sampleReview } from '../support/sample-review.ts'

const REVIEW = sampleReview()
const FILES = packetOf(REVIEW)
const KNOWN = REVIEW.findings.map(asKnown)

describe('a log of the packet that comes back', () => {
  const text = fileText(FILES, 'findings.sarif')

  test('as it was changes nothing', () => {
    expect(isSarif(text)).toBe(true)
    expect(readSarif(JSON.parse(text), '/srv', KNOWN)).toMatchObject({
      findings: [],
      changes: [],
      problems: [],
    })
  })

  test('with an edited result changes that finding alone', () => {
    const log = JSON.parse(text)
    const [result] = log.runs[0].results
    result.properties.status = 'fixed'
    result.properties.note = 'Done on Friday.'
    const [first] = REVIEW.findings
    expect(readSarif(log, '/srv', KNOWN).changes).toEqual([
      { number: first?.number, change: { status: 'fixed', note: 'Done on Friday.' } },
    ])
  })

  test('gives findings to another review, which does not know them', () => {
    const { findings, changes } = readSarif(JSON.parse(text), '/srv', [])
    expect(findings).toHaveLength(REVIEW.findings.length)
    expect(changes).toEqual([])
  })
})

describe('the file for SARIF Explorer', () => {
  const findings = [
    aFinding({ number: 1, verdict: 'confirmed', note: 'Seen.' }),
    aFinding({ number: 2, verdict: 'dismissed', dismissReason: 'In tests only.' }),
    aFinding({ number: 3, verdict: 'undecided' }),
  ]
  const known = findings.map(asKnown)
  const text = fileText(packetOf(aSnapshot({ findings })), '.sarifexplorer')
  const byIndex = (_: number, result: number) => known[result]

  test('says what was decided, by run and result', () => {
    expect(isSarifExplorer(text)).toBe(true)
    expect(JSON.parse(text)).toEqual({
      resultIdToNotes: {
        '0|0': { comment: 'Seen.', status: 2 },
        '0|1': { comment: 'In tests only.', status: 1 },
      },
      hiddenRules: [],
    })
  })

  test('comes back without a change, and with one when something was decided there', () => {
    expect(readSarifExplorer(JSON.parse(text), byIndex)).toMatchObject({
      changes: [],
      problems: [],
    })
    const edited = { resultIdToNotes: { '0|2': { comment: 'Cannot happen.', status: 1 } } }
    expect(readSarifExplorer(edited, byIndex).changes).toEqual([
      { number: 3, change: { verdict: 'dismissed', dismissReason: 'Cannot happen.' } },
    ])
    // Old versions wrote the text of the object.
    expect(readSarifExplorer(JSON.stringify(edited), byIndex).changes).toHaveLength(1)
  })

  test('names results that are not there', () => {
    const strange = { resultIdToNotes: { '0|99': { status: 2 }, __proto__: {}, x: { status: 1 } } }
    expect(readSarifExplorer(strange, byIndex)).toMatchObject({
      changes: [],
      problems: ['2 results are of no finding of this review.'],
    })
  })
})

describe('the file for weAudit', () => {
  const text = fileText(FILES, '.weaudit')

  test('has what weAudit demands of each entry, with lines from 0', () => {
    expect(isWeAudit(text)).toBe(true)
    const file = JSON.parse(text)
    const entries = [...file.treeEntries, ...file.resolvedEntries]
    expect(entries).toHaveLength(REVIEW.findings.length)
    for (const entry of entries) {
      expect([0, 1]).toContain(entry.entryType)
      for (const key of [
        'severity',
        'difficulty',
        'type',
        'description',
        'exploit',
        'recommendation',
      ]) {
        expect(typeof entry.details[key]).toBe('string')
      }
      for (const location of entry.locations) expect(location.startLine).toBeGreaterThanOrEqual(0)
    }
    const [first] = REVIEW.findings
    const own = entries.find(({ label }) => label.startsWith(`${first?.label} `))
    expect(own.locations[0].startLine).toBe((first?.finding.location.range.startLine ?? 0) - 1)
  })

  test('comes back without a change, and what was resolved there is fixed here', () => {
    const file = JSON.parse(text)
    expect(readWeAudit(file, KNOWN)).toMatchObject({ findings: [], changes: [], problems: [] })
    const isOpen = ({ status, verdict }: (typeof KNOWN)[number]) =>
      status === 'not-started' && verdict !== 'dismissed'
    const open = KNOWN.find(isOpen)
    const at = file.treeEntries.findIndex(({ label }: { label: string }) =>
      label.startsWith(`${open?.label} `),
    )
    file.resolvedEntries.push(...file.treeEntries.splice(at, 1))
    expect(readWeAudit(file, KNOWN).changes).toEqual([
      { number: open?.number, change: { status: 'fixed' } },
    ])
  })
})

describe('boxes of a document', () => {
  test.each([
    ['in code', '```\n- [x] CRITICAL-1 (#1)\n```\n'],
    ['in a quotation', '> - [x] CRITICAL-1 (#1)\n'],
    ['in a comment', '<!--\n- [x] CRITICAL-1 (#1)\n-->\n'],
    ['that were escaped', '- \\[x] CRITICAL-1 (#1)\n'],
  ])('%s are none', (_, text) => {
    expect(hasPacketBoxes(text)).toBe(false)
    expect(readTickedBoxes(`- [ ] HIGH-1 (#2)\n\n${text}`).changes).toEqual([])
  })

  test('that a note or a message brings with it are seen and cannot be ticked', () => {
    const note = 'To do:\n\n- [x] CRITICAL-2 (#2)\n- [ ] the rest'
    const files = packetOf(aSnapshot({ findings: [aFinding({ note }), aFinding({ number: 2 })] }))
    const document = fileText(files, 'CODE_REVIEW.md')
    expect(document).toContain('- \u2611 CRITICAL-2 (#2)\n- \u2610 the rest')
    expect(readTickedBoxes(document).changes).toEqual([])
  })
})
