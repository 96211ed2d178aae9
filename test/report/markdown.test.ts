import fc from 'fast-check'
import type { Nodes, Root } from 'mdast'
import { describe, expect, it } from 'vitest'
import { code, facts, heading, mono, paragraph, table } from '../../electron/report/tree/build.ts'
import { markdownText } from '../../electron/report/tree/markdown.ts'
import { prose } from '../../electron/report/tree/prose.ts'
import { textForm } from '../../electron/report/tree/text-form.ts'
import { visibleCode, visibleLine } from '../../electron/report/tree/visible.ts'
import { hostileText } from '../support/hostile.ts'
import { nodesOf, parsed, textOf } from '../support/packet-reading.ts'

const tree = (...children: Root['children']): Root => ({ type: 'root', children })

/** An address that viewers make clickable where it stands: what is seen is where it goes. */
function isLiteralLink(node: Nodes): boolean {
  return (
    node.type === 'link' &&
    node.url
      .replace(/^(?:mailto:|http:\/\/)/, '')
      .endsWith(textOf(node).replace(/^(?:mailto:|http:\/\/)/, ''))
  )
}

/** Kinds of the blocks and the words in them, without how Markdown wrote them. */
function shape(node: Nodes): unknown {
  if (node.type === 'code') return ['code', node.value]
  if (
    'children' in node &&
    node.type !== 'paragraph' &&
    node.type !== 'heading' &&
    node.type !== 'tableCell'
  ) {
    return [node.type, node.children.map(shape)]
  }
  const kinds = nodesOf(node)
    .filter((one) => one.type !== 'text' && !isLiteralLink(one))
    .map((one) => one.type)
  return [node.type, kinds, textOf(node).replace(/\s+/g, ' ').trim()]
}

describe('Markdown of the packet', { timeout: 60_000 }, () => {
  it('reads back as the same headings, sentences, cells and code whatever the texts are', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (a, b, c) => {
        const source = tree(
          heading(2, ['x ', a]),
          paragraph('x ', a, ' ', mono(b), ' ', c, ' x'),
          paragraph(a === '' ? 'x' : a),
          table(
            ['A', 'B'],
            [
              [['x ', a], mono(b)],
              [c, 'x'],
            ],
          ),
          facts([
            ['x', a],
            ['y', mono(c)],
          ]),
          paragraph('end'),
        )
        const kept = tree(...source.children.filter((node) => textOf(node) !== ''))
        expect(shape(parsed(markdownText(kept)))).toEqual(shape(kept))
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps the content of a code block to the byte', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('python', ''), (value, lang) => {
        const [block] = code(value, lang)
        if (block?.type !== 'code') throw new Error('not a code block')
        const root = parsed(
          markdownText(tree(paragraph('before'), ...code(value, lang), paragraph('after'))),
        )
        const read = root.children.find((node) => node.type === 'code')
        expect(read?.type === 'code' ? read.value : undefined).toBe(block.value)
        const isExact = !/(?![\t\n\f\r])\p{Control}|\p{Surrogate}|\r(?!\n)/u.test(value)
        if (isExact) expect(block.value).toBe(value.replace(/\r?\n$/, ''))
        expect(root.children.at(-1)?.type).toBe('paragraph')
      }),
      { numRuns: 1000 },
    )
  })

  it('takes in the Markdown of people without HTML, pictures, headings or links but to the web', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const root = parsed(
          markdownText(tree(paragraph('before'), ...prose(value), paragraph('after'))),
        )
        const kinds = new Set(nodesOf(root).map((node) => node.type))
        for (const kind of [
          'html',
          'image',
          'imageReference',
          'heading',
          'definition',
          'footnoteDefinition',
        ]) {
          expect(kinds).not.toContain(kind)
        }
        for (const node of nodesOf(root)) {
          if (node.type === 'link' && !isLiteralLink(node)) expect(node.url).toMatch(/^https:\/\//)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps emphasis, code, lists and web links of a note', () => {
    const note = 'See **this** and `x = 1`:\n\n1. one\n2. [two](https://example.org/a)\n\n# Title'
    expect(markdownText(tree(...prose(note)))).toBe(
      'See **this** and `x = 1`:\n\n1. one\n2. [two](https://example.org/a)\n\n**Title**\n',
    )
  })
})

describe('hidden characters', { timeout: 60_000 }, () => {
  it.each([
    ['a\u202eb', 'a[U+202E]b'],
    ['a\u200bb', 'a[U+200B]b'],
    ['a\u001b[31mb', 'a[U+001B][31mb'],
    ['\ud800', '[U+D800]'],
    ['one\r\ntwo\u2028three', 'one two three'],
    ['👩‍💻 works', '👩‍💻 works'],
    ['x\u200dy', 'x[U+200D]y'],
    ['❤️', '❤️'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visibleLine(text)).toBe(shown)
  })

  it('in code are named below the block, with the line', () => {
    const { text, notes } = visibleCode('a = 1\nb = "\u202e"\n\u001b[0m')
    expect(notes).toEqual(['line 2: U+202E', 'line 3: U+001B'])
    expect(text).toBe('a = 1\nb = "\u202e"\n\u241b[0m')
  })

  it('never reach a line of a document', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        const root = parsed(markdownText(tree(paragraph('x', value, 'x'), ...prose(value))))
        for (const node of nodesOf(root)) {
          if (node.type !== 'text' && node.type !== 'inlineCode') continue
          expect(node.value.replaceAll('\u200d', '')).not.toMatch(HIDDEN)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const HIDDEN = /(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|(?![\t\n\f])\p{Control}/u

describe('plain text', () => {
  it('stays within 79 columns where words allow it and wraps tables by cells', () => {
    const text = textForm(
      tree(
        heading(1, 'Title'),
        paragraph('word '.repeat(60)),
        table(
          ['ID', { title: 'Effort', align: 'right' }, 'File'],
          [['HIGH-1', '1 h', `backend/${'folder/'.repeat(12)}file.py`]],
        ),
      ),
    )
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(79)
    expect(text.split('\n').slice(0, 2)).toEqual(['Title', '====='])
  })

  it('of any text is text', () => {
    fc.assert(
      fc.property(hostileText, (value) => {
        expect(textForm(tree(paragraph(value), ...prose(value), ...code(value, '')))).toMatch(/\n$/)
      }),
    )
  })
})
