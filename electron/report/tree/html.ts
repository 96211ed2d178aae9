// Syntax tree to HTML. Nothing but a fixed set of elements comes out: the tree holds text, and text
// is escaped by the serialiser.
import type { Element, ElementContent, Root as HastRoot, Text } from 'hast'
import { toHtml } from 'hast-util-to-html'
import python from 'highlight.js/lib/languages/python'
import { createLowlight } from 'lowlight'
import type { Code, Heading, Link, Paragraph, Root, Table, Text as TextNode } from 'mdast'
import { type State, toHast } from 'mdast-util-to-hast'
import type { Figure } from './build.ts'
import { headingSlugs, walk } from './links.ts'
import type { Embedded } from './pictures.ts'
import { plainText } from './plain-text.ts'
import { hiddenName, splitHidden } from './visible.ts'

const highlighter = createLowlight({ python })
/** Longer code is shown without colours: they would cost more than they tell. */
const HIGHLIGHT_LIMIT = 20_000
/** Code of so many lines stays on one printed page: two pieces of it, one below the other, fit on one. */
const SHORT_LINES = 20
/** What stays on one printed page. */
export const SHORT = 'short'

/** Elements of a tree, for a page's main part. */
export function htmlElements(root: Root): ElementContent[] {
  const slugs = headingSlugs(root)
  const hast = toHast(root, {
    handlers: {
      code: (_state: State, node: Code) => codeBlock(node),
      figure: (_state: State, node: Figure) => figureBlock(node),
      embedded: (_state: State, node: Embedded) =>
        element('img', { className: ['evidence'], src: node.value, alt: node.alt }),
      text: (_state: State, node: TextNode) => textSpan(node),
      heading: (state: State, node: Heading) =>
        element(`h${node.depth}`, { id: slugs.get(node) ?? '' }, content(state.all(node))),
      link: (state: State, node: Link) =>
        element('a', { href: node.url }, content(state.all(node))),
      paragraph: (state: State, node: Paragraph) =>
        element('p', roleClass(node.data?.role ?? labelRole(node)), content(state.all(node))),
      table: (state: State, node: Table) => tableBlock(state, node),
    },
  })
  return content('children' in hast ? (hast as HastRoot).children : [hast])
}

/** HTML text of elements. */
export function htmlText(elements: readonly ElementContent[]): string {
  return toHtml({ type: 'root', children: [...elements] })
}

export function element(
  tagName: string,
  properties: Element['properties'],
  children: readonly ElementContent[] = [],
): Element {
  return { type: 'element', tagName, properties, children: [...children] }
}

/** The elements and texts of a list of nodes; the packet's trees hold nothing else. */
function content(nodes: readonly HastRoot['children'][number][]): ElementContent[] {
  return nodes.filter((node) => node.type === 'element' || node.type === 'text')
}

/** A bold line alone is the label of what follows. */
function labelRole({ children: [first, second] }: Paragraph): string | undefined {
  return first?.type === 'strong' && second === undefined ? 'label' : undefined
}

function roleClass(role: string | undefined): Element['properties'] {
  return role === undefined ? {} : { className: [role] }
}

function textSpan(node: TextNode): Element | Text {
  const value: Text = { type: 'text', value: node.value }
  const tag = node.data?.tag
  return tag === undefined ? value : element('span', { className: ['tag', tag] }, [value])
}

function codeBlock(node: Code): Element {
  const isPython = node.lang === 'python' && node.value.length <= HIGHLIGHT_LIMIT
  const tokens = isPython
    ? content(highlighter.highlight('python', node.value).children as ElementContent[])
    : [{ type: 'text' as const, value: node.value }]
  const lines = element('code', {}, tokens.flatMap(showHidden))
  const short = node.value.split('\n').length <= SHORT_LINES ? [SHORT] : []
  const caption = node.data?.caption
  if (caption === undefined) {
    return element('pre', { tabIndex: 0, ...(short.length > 0 && { className: short }) }, [lines])
  }
  const pre = element('pre', { tabIndex: 0 }, [lines])
  return element('figure', { className: ['code', ...short] }, [
    element('figcaption', {}, [{ type: 'text', value: caption }]),
    pre,
  ])
}

/** Characters that the eye cannot see get a mark, and cannot turn the direction of what follows. */
function showHidden(node: ElementContent): ElementContent[] {
  if (node.type === 'element') return [{ ...node, children: node.children.flatMap(showHidden) }]
  if (node.type !== 'text') return [node]
  return splitHidden(node.value).map((part) =>
    part.isHidden
      ? element('span', { className: ['hidden-character'], dataName: hiddenName(part.text) }, [
          { type: 'text', value: part.text },
        ])
      : { type: 'text', value: part.text },
  )
}

function figureBlock(node: Figure): Element {
  return element('figure', { className: ['picture'] }, [
    // Where it is wider than the screen it is moved, as a table is: small words help nobody.
    element('div', { className: ['canvas'], tabIndex: 0 }, [node.svg]),
    element('figcaption', {}, [{ type: 'text', value: node.caption }]),
  ])
}

/** On a phone a row of so many columns of words is read as a list of its cells. */
const COLUMNS_OF_WORDS = 3

function tableBlock(state: State, node: Table): Element {
  const isFacts = node.data?.role === 'facts'
  const heads = node.children[0]?.children.map(plainText) ?? []
  const ofWords = heads.filter((_, at) => node.align?.[at] !== 'right').length
  const isList = !isFacts && ofWords >= COLUMNS_OF_WORDS
  const rows = node.children.map((row, index) => {
    const cells = row.children.map((cell, at) => {
      const isHead = isFacts ? at === 0 : index === 0
      const align = node.align?.[at] === 'right' ? { className: ['number'] } : {}
      const scope = isHead ? { scope: isFacts ? 'row' : 'col' } : {}
      const name = isList && !isHead ? { dataName: heads[at] ?? '' } : {}
      return element(
        isHead ? 'th' : 'td',
        { ...align, ...scope, ...name },
        content(state.all(cell)),
      )
    })
    return element('tr', {}, cells)
  })
  const [head, ...body] = rows
  const parts =
    isFacts || head === undefined
      ? [element('tbody', {}, body)]
      : [element('thead', {}, [head]), element('tbody', {}, body)]
  // Wide tables scroll inside their own box, so that the page never does.
  const kind = isFacts ? ['facts'] : isList ? ['list'] : []
  return element('div', { className: ['table', ...kind], tabIndex: 0 }, [
    element('table', {}, parts),
  ])
}

/** Headings of the second level with their anchors, for a list of contents. */
export function contentsOf(
  root: Root,
): readonly { readonly heading: Heading; readonly slug: string }[] {
  const slugs = headingSlugs(root)
  const found: { heading: Heading; slug: string }[] = []
  walk(root, (node) => {
    if (node.type === 'heading' && node.depth === 2) {
      found.push({ heading: node, slug: slugs.get(node) ?? '' })
    }
  })
  return found
}
