import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { packetModel } from '../../electron/report/model.ts'
import { DOCUMENTS, type DocumentId } from '../../electron/report/names.ts'
import { packetDocuments, previewTemplate } from '../../electron/report/packet.ts'
import { preflight } from '../../electron/report/preflight.ts'
import { builtInTemplate, outlineOf } from '../../electron/report/templates/built-in-templates.ts'
import { documentParts } from '../../electron/report/templates/document-parts.ts'
import { applyTemplate } from '../../electron/report/templates/template-lint.ts'
import { templateNames } from '../../electron/report/templates/template-names.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { HOSTILE_PIECES, hostileReview } from '../support/hostile.ts'
import { largeReview } from '../support/large-review.ts'
import { fileText, nodesOf, packetOf, parsed } from '../support/packet-reading.ts'
import { sampleReview } from '../support/sample-review.ts'

const ALL = Object.keys(DOCUMENTS) as DocumentId[]
const NO_MASKS = { secret: 0, address: 0, 'home folder': 0, term: 0 }

/** Trees of all documents, and of the same by their built-in templates. */
function bothForms(snapshot: ReviewSnapshot) {
  const model = packetModel(snapshot)
  return packetDocuments(model).map(({ id, tree }) => {
    const {
      verdict,
      problems,
      tree: byTemplate,
    } = applyTemplate(model, id, tree, builtInTemplate(id))
    return { id, tree, byTemplate, verdict, problems }
  })
}

describe('a built-in template', () => {
  it.each([
    ['without findings', aSnapshot()],
    ['in the middle of the work', sampleReview()],
    ['with many findings', largeReview(300)],
  ])('gives the document as the program writes it, in a review %s', (_, snapshot) => {
    for (const { tree, byTemplate, verdict, problems } of bothForms(snapshot)) {
      expect(problems).toEqual([])
      expect(verdict).toBe('success')
      expect(byTemplate).toEqual(tree)
    }
  })

  it('does so whatever the texts of the review say', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileReview, (snapshot) => {
        for (const { tree, byTemplate } of bothForms(snapshot)) expect(byTemplate).toEqual(tree)
      }),
      { numRuns: 15, seed: 6 },
    )
  })

  it('names every part that its document has', () => {
    for (const snapshot of [aSnapshot(), sampleReview(), largeReview(100)]) {
      for (const { id, tree } of packetDocuments(packetModel(snapshot))) {
        const known = outlineOf(id)
        expect(documentParts(tree).filter((part) => !known.includes(part.id))).toEqual([])
      }
    }
  })

  it('stored as it is changes no byte of the packet', () => {
    const snapshot = sampleReview()
    const templates = ALL.map((document) => ({ document, text: builtInTemplate(document) }))
    const own = packetOf({ ...snapshot, templates })
    expect(own).toEqual(packetOf(snapshot))
  })
})

/** The executive summary by a template. */
function summaryBy(text: string, snapshot = sampleReview(), document: DocumentId = 'faq') {
  return previewTemplate(packetModel(snapshot), document, text)
}

describe('a template of a reviewer', () => {
  it('arranges parts under its own headings, leaves some out and says so', () => {
    const { markdown, verdict, problems } = summaryBy(
      '# Answers for {{review.name}}\n\n## How long?\n\n{{> time-and-deployment}}\n\n## Why\n\n{{> blockers}}\n',
    )
    expect(markdown.indexOf('## How long?')).toBeGreaterThan(0)
    expect(markdown.indexOf('## Why')).toBeGreaterThan(markdown.indexOf('## How long?'))
    expect(verdict).toBe('warning')
    expect(problems.map(({ message }) => message)).toContain('Left out: head, fixes.')
  })

  it('goes through lists with filters, conditions and the empty case', () => {
    const findings = [
      aFinding({ number: 1, severity: 'critical', gate: 'merge', title: 'First' }),
      aFinding({ number: 2, severity: 'high', gate: 'production', title: 'Second' }),
    ]
    const { markdown } = summaryBy(
      [
        '# List of {{count.findings}}',
        '| Id | What |',
        '|---|---|',
        '{{#findings.critical}}',
        '| {{id}} | {{title}}{{#is.merge}}, before merge{{/is.merge}} |',
        '{{/findings.critical}}',
        '',
        '{{#findings.high.merge}}never{{/findings.high.merge}}',
        '{{^findings.low}}Nothing low.{{/findings.low}}',
        '{{#findings.high}}',
        '### {{title}}',
        '',
        '{{> problem}}',
        '{{/findings.high}}',
      ].join('\n'),
      aSnapshot({ findings }),
    )
    expect(markdown).toContain('# List of 2')
    expect(markdown).toMatch(/\| CRITICAL-1 \(#1\)\s*\| First, before merge\s*\|/)
    expect(markdown).toContain('Nothing low.')
    expect(markdown).toContain('### Second')
    expect(markdown).not.toContain('never')
  })

  it('never lets a text of the review become markup', () => {
    const text = '# A\n\n{{#findings}}\n- **{{title}}** {{note}} `{{title}}`\n{{/findings}}\n'
    for (const piece of [
      ...HOSTILE_PIECES,
      '**b** <b>x</b> [a](javascript:x) | # h',
      '{{verdict}}',
    ]) {
      const findings = [aFinding({ title: piece, note: piece })]
      const { markdown } = summaryBy(text, aSnapshot({ findings }))
      const kinds = new Set(nodesOf(parsed(markdown)).map(({ type }) => type))
      // A bare web address is a link for every viewer that knows GitHub's dialect.
      const links = nodesOf(parsed(markdown)).filter(({ type }) => type === 'link')
      for (const link of links)
        expect('url' in link && link.url).toMatch(/^(?:https?:\/\/|mailto:)/)
      for (const kind of ['html', 'image', 'table']) expect(kinds, piece).not.toContain(kind)
      expect(nodesOf(parsed(markdown)).filter(({ type }) => type === 'heading')).toHaveLength(1)
    }
  })

  it('shows HTML, pictures and links to elsewhere as text in every form', () => {
    const template =
      '# A\n\n{{> head}}\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n![p](http://x/y.png) [l](javascript:alert(1))\n'
    const snapshot = { ...sampleReview(), templates: [{ document: 'faq', text: template }] }
    const html = fileText(packetOf(snapshot), 'FAQ.html')
    expect(html).not.toMatch(/<script|<img|href="javascript/i)
    expect(html).toContain('&#x3C;script>alert(1)')
    const { verdict, problems } = summaryBy(template)
    expect(verdict).toBe('warning')
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'HTML stands in the document as text.',
        'A picture stands in the document as its name.',
      ]),
    )
  })

  it.each([
    ['a section that is not closed', '# A\n\n{{#findings}}\n', 'failed', 3],
    ['a tag that is not closed', '# A\n\nx {{verdict\n', 'failed', 3],
    ['a name that nobody knows', '# A\n\n{{nobody}}\n', 'failed', 3],
    ['a part of another document', '# A\n\n{{> final-verdict}}\n', 'failed', 3],
    ['a part within code', '# A\n\n```\n{{> blockers}}\n```\n', 'failed', undefined],
    ['nothing', '', 'failed', undefined],
    [
      'a word that no finding can have',
      '# A\n\n{{#findings.urgent}}x{{/findings.urgent}}',
      'failed',
      3,
    ],
  ] as const)('with %s fails, and the built-in one is used', (_, text, verdict, line) => {
    const lint = summaryBy(text)
    expect(lint.verdict).toBe(verdict)
    expect(lint.problems.find(({ weight }) => weight === 'fail')?.line).toBe(line)
    const snapshot = sampleReview()
    const own = { ...snapshot, templates: [{ document: 'faq', text }] }
    expect(fileText(packetOf(own), 'FAQ.md')).toBe(fileText(packetOf(snapshot), 'FAQ.md'))
    expect(preflight(packetModel(own), NO_MASKS)).toContainEqual(
      expect.objectContaining({ weight: 'block', kind: 'template', document: 'faq' }),
    )
  })

  it('that grows without end is given up with a reason', { timeout: 30_000 }, () => {
    const nested = '{{#findings}}{{#findings}}{{title}} {{/findings}}{{/findings}}'
    const { verdict, problems } = summaryBy(`# A\n\n${nested}`, largeReview(2_000))
    expect(verdict).toBe('error')
    expect(problems[0]?.message).toContain('more text than a document can hold')
  })

  it('keeps the links of the other documents whole', () => {
    const snapshot = sampleReview()
    const templates = ALL.map((document) => ({
      document,
      text: '# Short\n\n{{#findings}}\n### {{id}}: {{title}}\n\n{{> problem}}\n{{/findings}}\n',
    }))
    const files = packetOf({ ...snapshot, templates })
    const names = new Set(files.map(({ path }) => path))
    for (const file of files.filter(({ path }) => path.endsWith('.md'))) {
      for (const node of nodesOf(parsed(file.text))) {
        if (node.type !== 'link' || node.url.startsWith('https://') || node.url.startsWith('#'))
          continue
        expect(names).toContain(node.url.split('#')[0])
      }
    }
  })

  it('finds a name in the help for every tag that works, and each of them works', () => {
    const model = packetModel(sampleReview())
    const names = templateNames('faq', model)
    const [parts, titles, has, figures, review, lists, some] = names.map(({ tags }) => tags)
    const text = [
      '# A',
      ...[parts, titles, has, figures, review, lists, some].flatMap((tags) => tags ?? []),
    ].join('\n\n')
    const inList = names
      .filter(({ title }) => title.startsWith('In a list of findings'))
      .flatMap(({ tags }) => tags)
    const { problems } = previewTemplate(
      model,
      'faq',
      `${text}\n\n{{#findings}}\n\n${inList.join('\n\n')}\n\n{{/findings}}`,
    )
    expect(problems.filter(({ weight }) => weight === 'fail')).toEqual([])
  })
})
