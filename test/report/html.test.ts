import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import type { PacketFile, ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { PAGE_STYLE } from '../../electron/report/style.ts'
import { aFinding, aFix, aSnapshot } from '../support/builders.ts'
import { hostileReview } from '../support/hostile.ts'
import {
  ATTRIBUTES,
  attribute,
  ELEMENTS,
  type Element,
  elementsOf,
  textOf,
} from '../support/html-reading.ts'
import { fileText, nodesOf, packetOf, parsed } from '../support/packet-reading.ts'
import { sampleReview } from '../support/sample-review.ts'

function pages(snapshot: ReviewSnapshot): readonly (PacketFile & { elements: Element[] })[] {
  return packetOf(snapshot)
    .filter((file) => file.path.endsWith('.html'))
    .map((file) => ({ ...file, elements: elementsOf(parse(file.text)) }))
}

describe('HTML documents', { timeout: 60_000 }, () => {
  it('hold only elements and attributes of a fixed list, whatever the texts are', {
    timeout: 180_000,
  }, () => {
    fc.assert(
      fc.property(hostileReview, (snapshot) => {
        for (const page of pages(snapshot)) {
          for (const element of page.elements) {
            expect(ELEMENTS).toContain(element.tagName)
            for (const { name } of element.attrs) expect(ATTRIBUTES).toContain(name)
            const href = attribute(element, 'href')
            if (href !== undefined) expect(href).toMatch(/^(?:https:\/\/|#|[A-Za-z0-9._-]+\.html)/)
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  it('forbid everything but their one style', () => {
    const hash = createHash('sha256').update(PAGE_STYLE).digest('base64')
    for (const page of pages(sampleReview())) {
      const meta = page.elements.find((one) => attribute(one, 'http-equiv') !== undefined)
      expect(meta && attribute(meta, 'content')).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
      )
      const styles = page.elements.filter((one) => one.tagName === 'style')
      expect(styles.map(textOf)).toEqual([PAGE_STYLE])
    }
  })

  it('have one title, unique anchors, and links that all lead somewhere', () => {
    const all = pages(sampleReview())
    const anchors = new Map(
      all.map((page) => [page.path, page.elements.flatMap((one) => attribute(one, 'id') ?? [])]),
    )
    for (const page of all) {
      const ids = anchors.get(page.path) ?? []
      expect(new Set(ids).size).toBe(ids.length)
      expect(page.elements.filter((one) => one.tagName === 'h1')).toHaveLength(1)
      for (const element of page.elements) {
        const href = attribute(element, 'href')
        if (href === undefined || href.startsWith('https://')) continue
        const [file, anchor] = href.split('#')
        const ids = anchors.get(file === '' || file === undefined ? page.path : file)
        expect(ids, href).toBeDefined()
        if (anchor !== undefined) expect(ids).toContain(decodeURIComponent(anchor))
      }
    }
  })

  it('say the same as the Markdown documents', () => {
    const files = packetOf(sampleReview())
    for (const file of files.filter((one) => one.path.endsWith('.md'))) {
      const html = textOf(parse(fileText(files, file.path.replace(/\.md$/, '.html'))))
      const said = nodesOf(parsed(file.text)).flatMap((node) =>
        'value' in node ? [node.value] : [],
      )
      const missing = said.filter((value) => !html.includes(value.replace(/\.md$/, '.html')))
      // Captions say "Before" and "After" where the two stand side by side.
      expect(
        missing.filter(
          (value) =>
            !/^(?:Field|Value|Before|After|After:.*| ?\(the rule's example\))$/.test(value),
        ),
      ).toEqual([])
    }
  })

  it('keep code to the letter and mark what cannot be seen in it', () => {
    const snippet = 'if role != "user\u202e": # check\n    a < b && c'
    const page = pages(aSnapshot({ findings: [aFinding({ finding: { snippet } })] })).find((one) =>
      one.path.endsWith('CODE_REVIEW.html'),
    )
    const code = page?.elements.find((one) => one.tagName === 'pre')
    expect(code && textOf(code)).toBe(snippet)
    const hidden = page?.elements.find((one) => attribute(one, 'class') === 'hidden-character')
    expect(hidden && attribute(hidden, 'data-name')).toBe('U+202E')
  })

  it.each([
    ['short code stays on one printed page', 20, ['pair short', 'code short', 'code short']],
    ['long code may run over to the next one', 21, ['pair', 'code', 'code short']],
  ])('%s', (_, lines, classes) => {
    const fix = aFix({ before: 'x = 1\n'.repeat(lines).trimEnd(), after: 'x = 2' })
    const page = pages(aSnapshot({ findings: [aFinding({ fixes: [fix] })] })).find((one) =>
      one.path.endsWith('ACTION_ITEMS.html'),
    )
    const found = page?.elements.map((one) => attribute(one, 'class') ?? '') ?? []
    expect(found.filter((one) => /^(?:pair|code)\b/.test(one))).toEqual(classes)
  })

  it('describe every picture in words', () => {
    const pictures = pages(sampleReview()).flatMap((page) =>
      page.elements.filter((one) => one.tagName === 'svg'),
    )
    expect(pictures.length).toBeGreaterThanOrEqual(4)
    for (const picture of pictures) {
      expect(attribute(picture, 'role')).toBe('img')
      expect(attribute(picture, 'aria-label')?.length ?? 0).toBeGreaterThan(10)
    }
  })
})
