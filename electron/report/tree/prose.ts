// Markdown that people or rules wrote, taken into a document: its structure stays within its place
// (no headings, no HTML, no pictures, no links but to the web), whatever it says.
import type { BlockContent, ListItem, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { type Block, code, inline, paragraph, webLink } from './build.ts'
import { plainText } from './plain-text.ts'
import { visibleLine, visibleText } from './visible.ts'

const SYNTAX = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }

/** Blocks of a Markdown text, none for an empty one. */
export function prose(markdown: string): Block[] {
  if (markdown.trim() === '') return []
  return fromMarkdown(markdown.replace(/\r\n?/g, '\n'), SYNTAX).children.flatMap(textBlock)
}

/** A block of a reviewer's template: as in a text, but its headings are headings. */
export function templateBlocks(node: RootContent): Block[] {
  if (node.type === 'thematicBreak') return [node]
  if (node.type !== 'heading') return safeBlock(node, (item) => item)
  const children = safeInline(node.children)
  return children.length === 0 ? [] : [{ type: 'heading', depth: node.depth, children }]
}

/** The text of a Markdown source in one line, without its marks. */
export function proseLine(markdown: string): string {
  return blocksLine(prose(markdown))
}

/** The text of blocks in one line. */
export function blocksLine(blocks: readonly Block[]): string {
  return visibleLine(blocks.map(plainText).join(' '))
}

/** First sentence of a Markdown text, for tables and one-line summaries. */
export function firstSentence(markdown: string): string {
  const [first] = prose(markdown)
  if (first === undefined) return ''
  const line = visibleLine(plainText(first))
  const end = /[.!?](?=\s+[\p{Lu}\d"'`(]|$)/u.exec(line)
  return end === null ? line : line.slice(0, end.index + 1)
}

/** The first sentence with its code and emphasis, for one-line summaries. */
export function firstSentenceInline(markdown: string): PhrasingContent[] {
  const [first] = prose(markdown)
  if (first?.type !== 'paragraph') return inline(firstSentence(markdown))
  const kept: PhrasingContent[] = []
  for (const node of first.children) {
    if (node.type === 'break') kept.push({ type: 'text', value: ' ' })
    else if (node.type !== 'text') kept.push(node)
    else {
      const value = node.value.replace(/\s+/g, ' ')
      const end = SENTENCE_END.exec(value)
      if (end !== null) return [...kept, { type: 'text', value: value.slice(0, end.index + 1) }]
      kept.push({ type: 'text', value })
    }
  }
  return kept
}

const SENTENCE_END = /[.!?](?=\s+[\p{Lu}\d"'`(]|\s*$)/u

/** A title in one line with its code and emphasis. */
export function titleInline(title: string): readonly PhrasingContent[] {
  const [first, ...rest] = prose(title)
  return first?.type === 'paragraph' && rest.length === 0 ? first.children : inline(title)
}

/**
 * A box in a text is shown, but it is none of the packet's own: who ticks those says that something
 * is done.
 */
function textBlock(node: RootContent): Block[] {
  return safeBlock(node, ({ checked, ...item }) => {
    if (typeof checked !== 'boolean') return item
    const mark: PhrasingContent = { type: 'text', value: checked ? '\u2611 ' : '\u2610 ' }
    const [first, ...rest] = item.children
    return first?.type === 'paragraph'
      ? { ...item, children: [{ ...first, children: [mark, ...first.children] }, ...rest] }
      : { ...item, children: [{ type: 'paragraph', children: [mark] }, ...item.children] }
  })
}

/** `boxed` says what becomes of an item of a list, which may have a box. */
function safeBlock(node: RootContent, boxed: (item: ListItem) => ListItem): Block[] {
  const inner = (nodes: readonly RootContent[]) =>
    nodes.flatMap((one) => safeBlock(one, boxed)) as BlockContent[]
  switch (node.type) {
    case 'paragraph':
      return filled(node.children)
    case 'heading':
      return node.children.length === 0
        ? []
        : [
            {
              type: 'paragraph',
              children: [{ type: 'strong', children: safeInline(node.children) }],
            },
          ]
    case 'code':
      return code(node.value, /^[\w+-]{1,20}$/.test(node.lang ?? '') ? (node.lang ?? '') : '')
    case 'html':
      return [paragraph(visibleText(node.value))]
    case 'blockquote': {
      const children = inner(node.children)
      return children.length === 0 ? [] : [{ type: 'blockquote', children }]
    }
    case 'list': {
      const children = node.children.map((item) =>
        boxed({
          type: 'listItem',
          spread: false,
          ...(typeof item.checked === 'boolean' ? { checked: item.checked } : {}),
          children: inner(item.children),
        }),
      )
      return [
        {
          type: 'list',
          ordered: node.ordered ?? false,
          start: node.start ?? null,
          spread: false,
          children,
        },
      ]
    }
    case 'table':
      return [
        {
          type: 'table',
          align: node.align ?? null,
          children: node.children.map((row) => ({
            type: 'tableRow',
            children: row.children.map((cell) => ({
              type: 'tableCell',
              children: safeInline(cell.children),
            })),
          })),
        },
      ]
    case 'thematicBreak':
      return []
    default:
      return filled([{ type: 'text', value: plainText(node) }])
  }
}

function filled(children: readonly PhrasingContent[]): Block[] {
  const safe = safeInline(children)
  return safe.length === 0 ? [] : [{ type: 'paragraph', children: safe }]
}

function safeInline(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node): PhrasingContent[] => {
    switch (node.type) {
      case 'text': {
        const value = visibleText(node.value)
        return value === '' ? [] : [{ type: 'text', value }]
      }
      case 'emphasis':
      case 'strong':
      case 'delete':
        return node.children.length === 0
          ? []
          : [{ type: node.type, children: safeInline(node.children) }]
      case 'inlineCode': {
        const value = visibleLine(node.value)
        return value === '' ? [] : [{ type: 'inlineCode', value }]
      }
      case 'break':
        return [{ type: 'break' }]
      case 'link': {
        const label = visibleLine(plainText(node))
        return [webLink(label === '' ? node.url : label, node.url)]
      }
      case 'image':
        return [{ type: 'text', value: visibleLine(`[picture: ${node.alt ?? node.url}]`) }]
      case 'html':
        return [{ type: 'text', value: visibleLine(node.value) }]
      default:
        return [{ type: 'text', value: visibleLine(plainText(node)) }]
    }
  })
}
