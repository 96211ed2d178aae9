import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEVERITIES } from '../../analyzer/model.ts'
import { GateSchema, StatusSchema, VerdictSchema } from '../../electron/api/domain.ts'
import type { PacketFile, ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { hostileReview } from '../support/hostile.ts'
import { largeReview } from '../support/large-review.ts'
import {
  anchorsOf,
  fileText,
  nodesOf,
  packetOf,
  parsed,
  sha256,
  textOf,
} from '../support/packet-reading.ts'
import { sampleReview } from '../support/sample-review.ts'
import { harmlessReview } from '../support/whole-review.ts'

const REVIEWS: readonly (readonly [string, ReviewSnapshot])[] = [
  ['without findings', aSnapshot()],
  ['with three findings', aSnapshot({ findings: [1, 2, 3].map((number) => aFinding({ number })) })],
  ['in the middle of the work', sampleReview()],
  ['with two thousand findings', largeReview(2_000)],
]

function markdownFiles(files: readonly PacketFile[]): readonly PacketFile[] {
  return files.filter((file) => file.path.endsWith('.md'))
}

/** Links of the packet's own documents that lead nowhere. */
function brokenLinks(files: readonly PacketFile[]): string[] {
  const documents = new Map(markdownFiles(files).map((file) => [file.path, parsed(file.text)]))
  const anchors = new Map([...documents].map(([path, root]) => [path, anchorsOf(root)]))
  return [...documents].flatMap(([path, root]) =>
    nodesOf(root).flatMap((node) => {
      if (node.type !== 'link' || /^(?:https?:\/\/|mailto:)/.test(node.url)) return []
      const [file, anchor] = node.url.split('#')
      const target = file === '' || file === undefined ? path : file
      const known = anchors.get(target)
      const isFine =
        known !== undefined && (anchor === undefined || known.has(decodeURIComponent(anchor)))
      return isFine ? [] : [`${path}: ${node.url}`]
    }),
  )
}

describe.each(REVIEWS)('a packet %s', { timeout: 60_000 }, (_, snapshot) => {
  const files = packetOf(snapshot)
  const json = JSON.parse(fileText(files, 'findings.json'))

  it('is the same to the byte when it is built again', () => {
    expect(packetOf(snapshot)).toEqual(files)
  })

  it('has links that all lead somewhere', () => {
    expect(brokenLinks(files)).toEqual([])
  })

  it('names files with safe characters only and lists each with its sum', () => {
    const manifest = JSON.parse(fileText(files, 'manifest.json'))
    const others = files.filter((file) => file.path !== 'manifest.json')
    expect(manifest.files).toEqual(
      others.map(({ path, text }) => ({
        path,
        bytes: Buffer.byteLength(text),
        sha256: sha256(text),
      })),
    )
    for (const file of files) expect(file.path).toMatch(/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/)
  })

  it('shows every finding in the full review, in JSON, SARIF and CSV', () => {
    const review = fileText(files, 'CODE_REVIEW.md')
    const sarif = JSON.parse(fileText(files, '.sarif'))
    const csv = fileText(files, '.csv')
    expect(json.findings).toHaveLength(snapshot.findings.length)
    expect(sarif.runs[0].results).toHaveLength(snapshot.findings.length)
    for (const finding of snapshot.findings) {
      expect(review).toContain(`${finding.label} (#${finding.number})`)
      expect(csv).toContain(`"${finding.finding.fingerprint}"`)
    }
  })

  it('prints the tags of a finding with its facts, alone and in a group', () => {
    const tags = 'api, ask Ada'
    const one = aFinding({ number: 1, tags })
    const alike = Array.from({ length: 4 }, (_, at) =>
      aFinding({ number: at + 2, severity: 'low', ruleId: 'magic-number', tags }),
    )
    const tagged = packetOf(aSnapshot({ findings: [one, ...alike] }))
    expect(fileText(tagged, 'CODE_REVIEW.md').match(/Tags\W+api, ask Ada/g)).toHaveLength(2)
    expect(JSON.parse(fileText(tagged, 'findings.json')).findings[0].tags).toEqual([
      'api',
      'ask Ada',
    ])
    expect(fileText(tagged, '.csv').match(/"api, ask Ada"/g)).toHaveLength(5)
    const [first] = JSON.parse(fileText(tagged, '.sarif')).runs[0].results
    expect(first.properties.tags).toEqual(['api', 'ask Ada'])
  })

  it('gives every open finding a box in the action items', () => {
    const items = nodesOf(parsed(fileText(files, 'ACTION_ITEMS.md'))).filter(
      (node) =>
        node.type === 'listItem' && typeof node.checked === 'boolean' && /#\d+/.test(textOf(node)),
    )
    const numbers = items.map((item) => Number(/#(\d+)/.exec(textOf(item))?.[1]))
    const counted = snapshot.findings.filter(
      (one) => one.verdict !== 'dismissed' && one.finding.suppressed === undefined,
    )
    expect(numbers.sort((a, b) => a - b)).toEqual(
      counted.map((one) => one.number).sort((a, b) => a - b),
    )
  })

  it('says each count with one value in all documents, JSON and manifest', () => {
    const { counts, verdict, effortHours } = json
    const manifest = JSON.parse(fileText(files, 'manifest.json'))
    expect(manifest.counts.bySeverity).toEqual(counts.bySeverity)
    expect(manifest.verdict).toBe(verdict.word)
    const hours = `${effortHours.toMerge.low}-${effortHours.toMerge.high} h`
    const numberOf = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].map((match) => Number((match[1] ?? '').replaceAll(',', '')))
    for (const file of files.filter((one) => /\.(?:md|txt)$/.test(one.path))) {
      for (const found of numberOf(
        file.text,
        /(?:Blockers: |Blockers closed: all |Blockers: must fix \()([\d,]+)(?![\d.,]* ?h|[\d.-]+ h)/g,
      ))
        expect(found).toBe(counts.blockers)
      for (const found of numberOf(file.text, /([\d,]+) findings? (?:is|are) open before merge/g))
        expect(found).toBe(counts.blockers)
      for (const found of numberOf(file.text, /([\d,]+) action items?/g))
        expect(found).toBe(counts.findings)
      for (const found of numberOf(file.text, /([\d,]+) in total/g))
        expect(found).toBe(counts.findings)
      for (const found of numberOf(file.text, /([\d,]+) fields? missing/g))
        expect(found).toBe(json.completeness.missing.length)
      for (const severity of SEVERITIES) {
        for (const found of numberOf(
          file.text,
          new RegExp(`^## ${severity.toUpperCase()} \\(([\\d,]+)\\)`, 'gm'),
        )) {
          expect(found).toBe(counts.bySeverity[severity])
        }
      }
      for (const [, found] of file.text.matchAll(/([\d.-]+ h) (?:of work )?until the merge/g)) {
        if (effortHours.toMerge.low !== effortHours.toMerge.high) expect(found).toBe(hours)
      }
    }
    expect(counts.open).toBe(counts.blockers + counts.conditions + counts.later)
    expect(SEVERITIES.reduce((sum, severity) => sum + counts.bySeverity[severity], 0)).toBe(
      counts.findings,
    )
  })

  it('adds up its hours', () => {
    const { blockers, tests, review, toMerge, others, total } = json.effortHours
    for (const end of ['low', 'high'] as const) {
      expect(toMerge[end]).toBeCloseTo(blockers[end] + tests[end] + review[end], 9)
      expect(total[end]).toBeCloseTo(toMerge[end] + others[end], 9)
    }
  })

  it('has an executive summary of one page', () => {
    const text = fileText(files, 'EXECUTIVE_SUMMARY.txt')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(79)
  })
})

describe('a packet of hostile texts', () => {
  it('has the outline of a harmless one, no HTML, no picture, and no link but literal addresses', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(hostileReview, (snapshot) => {
        const files = packetOf(snapshot)
        for (const file of files) expect(file.text.isWellFormed()).toBe(true)
        expect(brokenLinks(files)).toEqual([])
        for (const file of markdownFiles(files)) {
          const root = parsed(file.text)
          const nodes = nodesOf(root)
          const kinds = new Set(nodes.map((node) => node.type))
          for (const kind of FORBIDDEN) expect(kinds).not.toContain(kind)
          for (const node of nodes) {
            if (node.type === 'link') {
              expect(node.url).toMatch(/^(?:https?:\/\/|mailto:|#|[A-Za-z0-9._-]+\.md)/)
            }
          }
          const headings = nodes.filter((node) => node.type === 'heading')
          expect(headings.filter((node) => node.depth === 1)).toHaveLength(1)
          expect(headings.every((node) => node.depth <= 3 && root.children.includes(node))).toBe(
            true,
          )
        }
      }),
      { numRuns: 25 },
    )
  })
})

const FORBIDDEN = [
  'html',
  'image',
  'imageReference',
  'linkReference',
  'definition',
  'footnoteDefinition',
  'footnoteReference',
]

describe('what is not written yet', () => {
  it('is shown as missing, never made up, and counted', () => {
    const files = packetOf(sampleReview())
    const json = JSON.parse(fileText(files, 'findings.json'))
    const review = fileText(files, 'CODE_REVIEW.md')
    expect(json.completeness.missing).toContain('CRITICAL-2 (#2): impact on the business')
    expect(review).toContain('_Not written yet: impact on the business._')
    expect(fileText(files, 'INDEX.md')).toContain(
      `${json.completeness.missing.length} fields missing`,
    )
  })

  it('marks drafts until they are confirmed', () => {
    const draft = fileText(packetOf(sampleReview()), 'EXECUTIVE_SUMMARY.md')
    expect(draft).toContain(
      '**Deployment**: _(draft)_ Do not merge and do not deploy before 5 blockers are closed.',
    )
    const confirmed = packetOf({
      ...sampleReview(),
      texts: [{ field: 'deployment', text: 'Flag off until Friday.', isConfirmed: true }],
    })
    expect(fileText(confirmed, 'EXECUTIVE_SUMMARY.md')).toContain(
      '**Deployment**: Flag off until Friday.',
    )
  })
})

describe('the executive summary of the sample review', () => {
  it('reads as agreed', async () => {
    await expect(fileText(packetOf(sampleReview()), 'EXECUTIVE_SUMMARY.txt')).toMatchFileSnapshot(
      'golden/executive-summary.txt',
    )
  })

  it('tells the first part of a long consequence whole, not half a sentence', () => {
    const review = sampleReview()
    const consequence =
      'Two requests that change the same row overwrite each other: balances, stocks and counters that many people change at once are wrong from then on, and nobody can tell since when.'
    const findings = review.findings.map((one) => ({ ...one, texts: [] }))
    const rules = review.rules.map((rule) => ({ ...rule, consequence }))
    const files = packetOf({ ...review, findings, rules })
    const text = fileText(files, 'EXECUTIVE_SUMMARY.txt').replaceAll(/\s+/g, ' ')
    expect(text).toMatch(
      /: Two requests that change the same row overwrite each other\. - CRITICAL-2/,
    )
  })
})

describe('the action items of the sample review', () => {
  it('read as agreed', async () => {
    await expect(fileText(packetOf(sampleReview()), 'ACTION_ITEMS.md')).toMatchFileSnapshot(
      'golden/action-items.md',
    )
  })
})

describe('a packet at any stage of the work', () => {
  const stages = StatusSchema.options.flatMap((status) =>
    VerdictSchema.options.flatMap((verdict) =>
      GateSchema.options.map((gate) => ({ status, verdict, gate })),
    ),
  )

  it.each(stages)('is whole with findings that are $status, $verdict, $gate', (stage) => {
    const review = harmlessReview()
    const all = review.findings.map((one) => ({ ...one, ...stage }))
    for (const findings of [
      all,
      all.slice(0, 1),
      [...all.slice(0, 1), ...review.findings.slice(1)],
    ]) {
      const files = packetOf({ ...review, findings })
      // Twelve documents and the walkthrough.
      expect(files.filter(({ path }) => path.endsWith('.html'))).toHaveLength(13)
    }
  })
})
