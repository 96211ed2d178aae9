import fc from 'fast-check'
import { parse } from 'parse5'
import { expect, test } from 'vitest'
import { packetContents } from '../../electron/report/packet.ts'
import { printPages } from '../../electron/report/print-pages.ts'
import { redact } from '../../electron/report/redaction.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { hostileReview } from '../support/hostile.ts'
import { sampleReview } from '../support/sample-review.ts'

const SUM = { sha256: () => 'ab'.repeat(32) }

interface Node {
  readonly nodeName: string
  readonly attrs?: readonly { readonly name: string; readonly value: string }[]
  readonly childNodes?: readonly Node[]
}

function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of node.childNodes ?? []) yield* nodesOf(child)
}

test('pages for the printer lead nowhere but to themselves and the web', () => {
  for (const { path, html, title } of printPages(packetContents(sampleReview()), SUM)) {
    expect(path).toMatch(/\.pdf$/)
    expect(title).not.toBe('')
    const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, address = '']) => address)
    expect(links.filter((address) => !/^(?:#|https:)/.test(address))).toEqual([])
  }
})

test('a picture is printed where the page cannot lead to its file', () => {
  const finding = aFinding({
    attachments: [
      {
        id: 1,
        name: 'crash.png',
        caption: 'The crash.',
        kind: 'png',
        size: 70,
        sha256: 'ab'.repeat(32),
        by: 'Ada',
        at: '2026-02-02T08:00:00Z',
      },
    ],
  })
  const pictures = new Map([['evidence/1-1-crash.png', 'data:image/png;base64,AAAA']])
  const contents = packetContents(aSnapshot({ findings: [finding] }))
  const pages = printPages(contents, { ...SUM, pictures }).filter(({ html }) =>
    html.includes('<img class="evidence" src="data:image/png;base64,AAAA" alt="The crash.">'),
  )
  expect(pages.map(({ title }) => title.split(' - ')[1])).toEqual(['Fix guide', 'Full code review'])
  for (const { html } of pages) expect(html).not.toContain('href="evidence/')
})

test('no text of a review becomes an element or an address of the printed lines', () => {
  fc.assert(
    fc.property(hostileReview, (review) => {
      const allowed = new Set(['#document', 'html', 'head', 'body', 'div', 'span', '#text'])
      for (const { header, footer } of printPages(packetContents(redact(review).snapshot), SUM)) {
        for (const line of [header, footer]) {
          // The parser's nodes are of this shape.
          const nodes = [...nodesOf(parse(line) as unknown as Node)]
          const others = nodes.filter(({ nodeName }) => !allowed.has(nodeName))
          expect(others.map(({ nodeName }) => nodeName)).toEqual([])
          const names = nodes.flatMap(({ attrs = [] }) => attrs.map(({ name }) => name))
          expect(names.filter((name) => name !== 'style' && name !== 'class')).toEqual([])
        }
      }
    }),
    { numRuns: 15 },
  )
})

test('masking a hostile review neither hangs nor changes its shape', () => {
  fc.assert(
    fc.property(hostileReview, (review) => {
      const { snapshot } = redact(review)
      expect(snapshot.findings.map(({ number }) => number)).toEqual(
        review.findings.map(({ number }) => number),
      )
      expect(Object.keys(snapshot)).toEqual(Object.keys(review))
    }),
    { numRuns: 30 },
  )
})
