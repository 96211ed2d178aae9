// Syntax tree to plain text of a fixed width, for readers without a Markdown viewer: mail, terminals,
// printed pages.
import type { List, Nodes, PhrasingContent, Root, RootContent, Table } from 'mdast'
import { withoutFigures } from './markdown.ts'
import { plainText } from './plain-text.ts'

/** Columns of a text page. */
const TEXT_WIDTH = 79
/** Lines of a text page. */
export const PAGE_LINES = 60
/** Of these, so many take a printed page of a document with headings, code and tables (measured). */
export const PRINTED_LINES = 46

/** Plain text, at most 79 columns where words allow it, ending in a line feed. */
export function textForm(root: Root): string {
  return `${blocksText(withoutFigures(root).children, TEXT_WIDTH).join('\n').trimEnd()}\n`
}

function blocksText(nodes: readonly RootContent[], width: number): string[] {
  const lines: string[] = []
  for (const [index, node] of nodes.entries()) {
    const next = blockText(node, width)
    if (next.length === 0) continue
    if (lines.length > 0 && !isPair(nodes[index - 1], node)) lines.push('')
    lines.push(...next)
  }
  return lines
}

/** Lines that belong together stand without a gap: a heading and what follows, labelled fields. */
function isPair(before: RootContent | undefined, node: RootContent): boolean {
  if (before === undefined) return false
  if (before.type === 'heading') return true
  return isField(before) && isField(node)
}

function isField(node: RootContent): boolean {
  return node.type === 'paragraph' && node.children[0]?.type === 'strong'
}

function blockText(node: RootContent, width: number): string[] {
  switch (node.type) {
    case 'heading': {
      const words = wrap(phrasing(node.children), width)
      const mark = ['=', '-', ''][Math.min(node.depth, 3) - 1] ?? ''
      const length = Math.max(...words.map((line) => columns(line)))
      return mark === '' ? words : [...words, mark.repeat(length)]
    }
    case 'paragraph':
      return wrap(phrasing(node.children), width)
    case 'code':
      return node.value.split(/\r\n|\n|\r/).map((line) => `    ${line}`)
    case 'list':
      return listText(node, width)
    case 'table':
      return tableText(node, width)
    case 'blockquote':
      return blocksText(node.children, width - 2).map((line) => `| ${line}`.trimEnd())
    case 'thematicBreak':
      return ['-'.repeat(width)]
    default:
      return wrap(plainText(node), width)
  }
}

function listText(list: List, width: number): string[] {
  return list.children.flatMap((item, index) => {
    const box = typeof item.checked === 'boolean' ? `[${item.checked ? 'x' : ' '}] ` : ''
    const mark = list.ordered ? `${(list.start ?? 1) + index}. ` : `- ${box}`
    const body = blocksText(item.children, width - mark.length)
    return body.map((line, at) =>
      at === 0 ? `${mark}${line}` : `${' '.repeat(mark.length)}${line}`.trimEnd(),
    )
  })
}

/** A table whose wide columns are wrapped so that the whole stays within the width. */
function tableText(table: Table, width: number): string[] {
  const rows = table.children.map((row) => row.children.map((cell) => phrasing(cell.children)))
  const count = rows[0]?.length ?? 0
  const widths = fittedWidths(rows, count, width - 2 * (count - 1))
  const lines: string[] = []
  const isFacts = table.data?.role === 'facts'
  for (const [index, row] of rows.entries()) {
    if (isFacts && index === 0) continue
    const cells = widths.map((size, at) => wrap(row[at] ?? '', size))
    const height = Math.max(1, ...cells.map((cell) => cell.length))
    for (let line = 0; line < height; line += 1) {
      const parts = widths.map((size, at) =>
        pad(cells[at]?.[line] ?? '', size, table.align?.[at] === 'right'),
      )
      lines.push(parts.join('  ').trimEnd())
    }
    if (index === 0) lines.push(widths.map((size) => '-'.repeat(size)).join('  '))
  }
  return lines
}

/** Columns up to this width, such as those of hours, are not broken. */
const UNBROKEN = 14

/**
 * Natural widths where they fit. Else every column is as wide as its longest word, and what is left
 * goes to the columns whose cells take the most lines; where not even the words fit, the widest
 * columns give way down to 8.
 */
function fittedWidths(rows: readonly (readonly string[])[], count: number, room: number): number[] {
  const cells = Array.from({ length: count }, (_, at) => rows.map((row) => row[at] ?? ''))
  const natural = cells.map((column) => Math.max(1, ...column.map(columns)))
  const widths = cells.map((column, at) => {
    const wanted = natural[at] ?? 1
    if (wanted <= UNBROKEN) return wanted
    const words = column.flatMap((cell) => cell.split(/\s+/).flatMap(breakable).map(columns))
    return Math.min(24, Math.max(8, ...words))
  })
  grow(widths, natural, room)
  shrink(
    widths,
    widths.map(() => 8),
    room,
  )
  return widths
}

/** Parts of a word that may stand in lines of their own; an id such as `HIGH-2` stays whole. */
function breakable(word: string): string[] {
  return /^[A-Z]+-\d+$/.test(word) ? [word] : word.split(/[/_.-]+/)
}

/** Gives the room that is left, column by column, to where the most lines are saved. */
function grow(widths: number[], natural: readonly number[], room: number): void {
  const lines = (at: number): number => {
    const [wanted = 0, given = 1] = [natural[at], widths[at]]
    return wanted > given ? wanted / given : 0
  }
  for (let left = room - widths.reduce((sum, size) => sum + size, 0); left > 0; left -= 1) {
    const heights = widths.map((_, at) => lines(at))
    const most = Math.max(...heights)
    if (most === 0) return
    const at = heights.indexOf(most)
    widths[at] = (widths[at] ?? 0) + 1
  }
}

function shrink(widths: number[], floors: readonly number[], room: number): void {
  let over = widths.reduce((sum, size) => sum + size, 0) - room
  while (over > 0) {
    const slack = widths.map((size, at) => (size > (floors[at] ?? 8) ? size : 0))
    const widest = Math.max(...slack)
    if (widest === 0) return
    const at = slack.indexOf(widest)
    widths[at] = widest - 1
    over -= 1
  }
}

function phrasing(nodes: readonly PhrasingContent[]): string {
  return nodes.map(inlineText).join('')
}

function inlineText(node: Nodes): string {
  if (node.type === 'link') {
    const label = plainText(node)
    return node.url.startsWith('https://') ? `${label} <${node.url}>` : label
  }
  if (node.type === 'break') return ' '
  if ('children' in node) return node.children.map(inlineText).join('')
  return plainText(node)
}

/** Lines of at most `width` columns, broken at spaces; a longer word is broken where it must be. */
export function wrap(value: string, room: number): string[] {
  // Deeply nested lists leave no room: their words still have to go somewhere.
  const width = Math.max(8, room)
  const lines: string[] = []
  let line = ''
  for (const word of value.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line)
      line = ''
    }
    let rest = word
    while (isWider(rest, width)) {
      const head = breakAt(rest, width)
      lines.push(head)
      rest = rest.slice(head.length)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

/** Start of a long word: broken after a separator in its second half, else at the width. */
function breakAt(word: string, width: number): string {
  // A character takes at most two units: what lies behind these never belongs to the start.
  const head = [...word.slice(0, 2 * width)].slice(0, width).join('')
  const at = Math.max(...['/', '_', '.', '-', ','].map((mark) => head.lastIndexOf(mark)))
  return at >= width / 2 ? head.slice(0, at + 1) : head
}

/** Without counting the whole of a word that goes on for pages. */
function isWider(word: string, width: number): boolean {
  return columns(word.slice(0, 2 * width + 2)) > width
}

/** Columns of a terminal that a text takes: wide East Asian characters and emoji take two. */
export function columns(value: string): number {
  let sum = 0
  for (const character of value) sum += WIDE.test(character) ? 2 : 1
  return sum
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303f]/u

function pad(value: string, width: number, right: boolean): string {
  const gap = ' '.repeat(Math.max(0, width - columns(value)))
  return right ? gap + value : value + gap
}
