// One document as one HTML file that needs nothing else: no script, no address, no picture from
// outside. A policy in the page forbids them as well.
import type { ElementContent } from 'hast'
import type { Root } from 'mdast'
import { timeWord } from './labels.ts'
import type { PacketModel } from './model.ts'
import { contentsOf, element, htmlElements, htmlText, SHORT } from './tree/html.ts'
import { holdsPictures } from './tree/pictures.ts'
import { plainText } from './tree/plain-text.ts'
import { visibleLine } from './tree/visible.ts'

interface PageLink {
  readonly file: string
  readonly title: string
  readonly isCurrent: boolean
}

/** Contents longer than this are left out: nobody reads a list of two hundred headings. */
const CONTENTS_LIMIT = 60

/** A style sheet and the SHA-256 of its text in base64: only this one is applied to the page. */
export interface PageStyle {
  readonly text: string
  readonly hash: string
}

/** A whole page. */
export function htmlPage(
  model: PacketModel,
  id: string,
  title: string,
  tree: Root,
  links: readonly PageLink[],
  style: PageStyle,
): string {
  // Pictures are let in only where there are some, and only from the page itself.
  const pictures = holdsPictures(tree) ? ' img-src data:;' : ''
  const policy = `default-src 'none'; style-src 'sha256-${style.hash}';${pictures} base-uri 'none'; form-action 'none'`
  const head = element('head', {}, [
    element('meta', { charSet: 'utf-8' }),
    element('meta', { httpEquiv: ['Content-Security-Policy'], content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, [text(`${visibleLine(model.snapshot.review.name)} - ${title}`)]),
    element('style', {}, [text(style.text)]),
  ])
  const body = element('body', { className: [id] }, [
    element('div', { className: ['layout'] }, [
      navigation(tree, links),
      element('main', {}, [...pairFixes(htmlElements(tree)), footer(model, title)]),
    ]),
  ])
  const page = element('html', { lang: 'en' }, [head, body])
  return `<!doctype html>\n${htmlText([page])}\n`
}

function text(value: string): ElementContent {
  return { type: 'text', value }
}

function navigation(tree: Root, links: readonly PageLink[]): ElementContent {
  const contents = contentsOf(tree)
  const list = (items: readonly ElementContent[]) =>
    element(
      'ul',
      {},
      items.map((item) => element('li', {}, [item])),
    )
  return element('nav', { ariaLabel: 'Packet' }, [
    element('h2', {}, [text('Packet')]),
    list(
      links.map((link) =>
        element('a', { href: link.file, ...(link.isCurrent ? { ariaCurrent: 'page' } : {}) }, [
          text(link.title),
        ]),
      ),
    ),
    ...(contents.length < 2 || contents.length > CONTENTS_LIMIT
      ? []
      : [
          element('div', { className: ['contents'] }, [
            element('h2', {}, [text('On this page')]),
            list(
              contents.map(({ heading, slug }) =>
                element('a', { href: `#${slug}` }, [text(plainText(heading))]),
              ),
            ),
          ]),
        ]),
  ])
}

function footer(model: PacketModel, title: string): ElementContent {
  const { review, tool, asOf } = model.snapshot
  const commit =
    review.commit === undefined
      ? ''
      : `, commit ${[...visibleLine(review.commit)].slice(0, 12).join('')}`
  return element('footer', {}, [
    text(
      `${visibleLine(review.name)}, ${title}${commit}, as of ${timeWord(asOf)}, ${tool.name} ${tool.version}`,
    ),
  ])
}

/** Before and after stand side by side where there is room; what is hidden in them is told below. */
function pairFixes(elements: readonly ElementContent[]): ElementContent[] {
  const out: ElementContent[] = []
  const shown = elements.filter((one) => one.type !== 'text' || one.value.trim() !== '')
  for (let index = 0; index < shown.length; index += 1) {
    const before = captionedAt(shown, index, 'Before: ')
    const after = before && captionedAt(shown, before.end, 'After: ')
    const one = shown[index]
    if (before !== undefined && after !== undefined) {
      const both = [before.figure, after.figure]
      const short = both.every((figure) => hasClass(figure, SHORT)) ? [SHORT] : []
      out.push(element('div', { className: ['pair', ...short] }, both))
      out.push(...before.notes, ...after.notes)
      index = after.end - 1
    } else if (one !== undefined) out.push(one)
  }
  return out
}

/** A label with its code, and the notes on what is hidden in the code. */
function captionedAt(elements: readonly ElementContent[], at: number, start: string) {
  const [label, figure, note] = elements.slice(at, at + 3)
  if (!isParagraph(label) || !isCaptioned(figure, start)) return undefined
  const notes = isHiddenNote(note) ? [note] : []
  return { figure, notes, end: at + 2 + notes.length }
}

function isHiddenNote(node: ElementContent | undefined): node is ElementContent {
  return hasClass(node, 'hidden-note')
}

function hasClass(node: ElementContent | undefined, name: string): boolean {
  return (
    node?.type === 'element' &&
    Array.isArray(node.properties.className) &&
    node.properties.className.includes(name)
  )
}

function isParagraph(node: ElementContent | undefined): boolean {
  return node?.type === 'element' && node.tagName === 'p'
}

function isCaptioned(node: ElementContent | undefined, start: string): node is ElementContent {
  if (node?.type !== 'element' || node.tagName !== 'figure') return false
  const [caption] = node.children
  const [words] = caption?.type === 'element' ? caption.children : []
  return words?.type === 'text' && words.value.startsWith(start)
}
