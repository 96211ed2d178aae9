// The words of a document: small constructors of Markdown syntax tree nodes. Text that comes from
// people or repositories passes through here and can only ever be text.
import type { Element } from 'hast'
import type {
  BlockContent,
  Code,
  Heading,
  Link,
  List,
  ListItem,
  Paragraph,
  PhrasingContent,
  RootContent,
  Table,
} from 'mdast'
import { visibleCode, visibleLine } from './visible.ts'

/** Something that stands in a line: a text becomes a text node. */
export type Inline = PhrasingContent | string
/** Anything that stands on its own in a document. */
export type Block = RootContent

declare module 'mdast' {
  interface RootContentMap {
    figure: Figure
  }
  interface TextData {
    /** Class of the styled forms, e.g. of a severity. */
    tag?: string
  }
  interface HeadingData {
    /** Names of the heading for links within the packet. */
    anchors?: readonly string[]
  }
  interface LinkData {
    /** Set until the links are resolved: the document and the anchor in it. */
    target?: LinkTarget
    /** What a picture shows that the link leads to. */
    alt?: string
  }
  interface CodeData {
    /** Path and lines, shown with the block. */
    caption?: string
  }
  interface ParagraphData {
    /** Marks a block for the styled forms: a missing text, a draft, a caption. */
    role?: 'missing' | 'draft' | 'caption' | 'verdict' | 'hidden-note'
  }
  interface TableData {
    /** `facts`: a label and a value in each row, without heads. */
    role?: 'facts'
  }
}

export interface LinkTarget {
  readonly document: string
  readonly anchor?: string
  /** True when the link shows the name of the file, which depends on the form being written. */
  readonly isFileName?: boolean
}

/** A picture for the styled forms; the Markdown and text forms say the same in a table. */
export interface Figure {
  type: 'figure'
  /** The picture as an SVG element. */
  svg: Element
  caption: string
}

function textNode(value: string): PhrasingContent {
  return { type: 'text', value: visibleLine(value) }
}

export function inline(parts: Inline | readonly Inline[]): PhrasingContent[] {
  const list: readonly Inline[] = Array.isArray(parts) ? parts : [parts as Inline]
  return list.flatMap((part) => {
    if (typeof part !== 'string') return [part]
    // Spaces at the ends of a part separate it from its neighbours, so they must stay.
    const line = visibleLine(part)
    const start = /^\s/.test(part) ? ' ' : ''
    const end = /\s$/.test(part) && line !== '' ? ' ' : ''
    const value = `${start}${line}${end}`
    return value === '' ? [] : [{ type: 'text', value }]
  })
}

/** Markdown cannot emphasise a space at an end. */
function trimmed(nodes: PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node, index): PhrasingContent[] => {
    if (node.type !== 'text') return [node]
    const start = index === 0 ? node.value.trimStart() : node.value
    const value = index === nodes.length - 1 ? start.trimEnd() : start
    return value === '' ? [] : [{ ...node, value }]
  })
}

export function strong(value: Inline | readonly Inline[]): PhrasingContent {
  return { type: 'strong', children: trimmed(inline(value)) }
}

export function emphasis(value: Inline | readonly Inline[]): PhrasingContent {
  return { type: 'emphasis', children: trimmed(inline(value)) }
}

/** Code within a line; an empty one cannot be written in Markdown and becomes a dash. */
export function mono(value: string): PhrasingContent {
  const line = visibleLine(value)
  return line === '' ? { type: 'text', value: '-' } : { type: 'inlineCode', value: line }
}

/** Link to a document of the packet or a place in it. */
export function reference(label: Inline | readonly Inline[], target: LinkTarget): Link {
  return { type: 'link', url: '', children: inline(label), data: { target } }
}

/** Link out of the packet; only web addresses become links, anything else stays text. */
export function webLink(label: string, url: string): PhrasingContent {
  if (!/^https:\/\/[a-z0-9.-]+(?:[/?#][!-~]*)?$/i.test(url)) return textNode(`${label} (${url})`)
  return { type: 'link', url, children: inline(label) }
}

/** Link to a file of the packet that is no document; anything but its own folder stays text. */
export function fileLink(label: string, path: string, alt: string): PhrasingContent {
  if (!/^evidence\/[A-Za-z0-9][A-Za-z0-9._-]*$/.test(path)) return textNode(label)
  return { type: 'link', url: path, children: inline(label), data: { alt } }
}

/** A heading; the anchors are names under which links of the packet find it. */
export function heading(
  depth: Heading['depth'],
  value: Inline | readonly Inline[],
  ...anchors: readonly string[]
): Heading {
  return {
    type: 'heading',
    depth,
    children: inline(value),
    ...(anchors.length === 0 ? {} : { data: { anchors } }),
  }
}

export function paragraph(...parts: readonly Inline[]): Paragraph {
  return { type: 'paragraph', children: inline(parts) }
}

/** `**Label**: value` */
export function field(label: string, ...value: readonly Inline[]): Paragraph {
  return paragraph(strong(label), ': ', ...value)
}

/** A code block, with the notes on hidden characters that must stand by it. */
export function code(value: string, lang: string, caption?: string): Block[] {
  // The line break before the closing fence stands for the last one of the code.
  const { text, notes } = visibleCode(value)
  const shown = text.replace(/\r?\n$/, '')
  const block: Code = {
    type: 'code',
    lang,
    value: shown,
    ...(caption === undefined ? {} : { data: { caption: visibleLine(caption) } }),
  }
  if (notes.length === 0) return [block]
  const note = paragraph(strong('Hidden characters in this code'), `: ${notes.join('; ')}.`)
  return [block, { ...note, data: { role: 'hidden-note' } }]
}

/** The words of somebody, set apart from the document's own; nothing for none. */
export function quote(blocks: readonly Block[]): Block[] {
  return blocks.length === 0
    ? []
    : [{ type: 'blockquote', children: [...blocks] as BlockContent[] }]
}

type ItemContent = Inline | readonly Inline[] | { readonly blocks: readonly Block[] }

function item(content: ItemContent, checked?: boolean): ListItem {
  const children =
    typeof content === 'object' && 'blocks' in content
      ? ([...content.blocks] as BlockContent[])
      : [paragraph(...inline(content))]
  return {
    type: 'listItem',
    spread: false,
    children,
    ...(checked === undefined ? {} : { checked }),
  }
}

export function bullets(items: readonly ItemContent[]): List {
  return { type: 'list', ordered: false, spread: false, children: items.map((one) => item(one)) }
}

export function numbered(items: readonly ItemContent[]): List {
  return {
    type: 'list',
    ordered: true,
    start: 1,
    spread: false,
    children: items.map((one) => item(one)),
  }
}

export interface Box {
  readonly checked: boolean
  readonly content: ItemContent
}

/** Boxes that can be ticked. */
export function boxes(items: readonly Box[]): List {
  return {
    type: 'list',
    ordered: false,
    spread: false,
    children: items.map((one) => item(one.content, one.checked)),
  }
}

export type Cell = Inline | readonly Inline[]
export type Align = 'left' | 'right'

/** Code with a backslash before a bar cannot be written in a cell of a Markdown table: plain text can. */
function cellSafe(node: PhrasingContent): PhrasingContent {
  return node.type === 'inlineCode' && node.value.includes('\\|') ? textNode(node.value) : node
}

export interface Column {
  readonly title: string
  readonly align?: Align
}

export function table(
  columns: readonly (Column | string)[],
  rows: readonly (readonly Cell[])[],
): Table {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column))
  const row = (cells: readonly Cell[]) => ({
    type: 'tableRow' as const,
    children: cells.map((cell) => ({
      type: 'tableCell' as const,
      children: inline(cell).map(cellSafe),
    })),
  })
  return {
    type: 'table',
    align: heads.map((head) => ('align' in head ? (head.align ?? null) : null)),
    children: [row(heads.map((head) => head.title)), ...rows.map(row)],
  }
}

/** Labels with their values, one pair in each row. */
export function facts(rows: readonly (readonly [string, Cell])[]): Table {
  return {
    ...table(
      ['Field', 'Value'],
      rows.map(([label, value]) => [label, value]),
    ),
    data: { role: 'facts' },
  }
}

export function rule(): Block {
  return { type: 'thematicBreak' }
}

/** A word in its own colour where there are colours: severities, verdicts. */
export function tag(word: string, kind: string): PhrasingContent {
  return { type: 'text', value: visibleLine(word), data: { tag: kind } }
}

export function figure(svg: Element, caption: string): Figure {
  return { type: 'figure', svg, caption: visibleLine(caption) }
}

/** A list in one line: `a, b and c`. */
export function joined(parts: readonly Inline[], separator = ', '): Inline[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))
}
