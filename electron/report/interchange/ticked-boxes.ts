// Boxes that were ticked in an exported Markdown document. An empty box says nothing: it may be older
// than what was decided since. What looks like a box within code or a quotation is none.
import type { ListItem, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { type Imported, NOTHING } from './changes.ts'

const BOX = /^\s{0,12}[-*+] \[([ xX])\] (.*)$/
const FINDING = /^(?:\*\*Status\*\* )?(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)-\d{1,6} \(#(\d{1,9})\)/

/** A row of the checklist that stands for one finding: its link, then its title. */
const LINKED =
  /^\[(?:CRITICAL|HIGH|MEDIUM|LOW|INFO)-\d{1,6} \(#(\d{1,9})\)\]\([^()\s]{0,300}\)(?!,| and \d)/

interface Box {
  readonly isTicked: boolean
  /** What stands behind it in its line, as it is written. */
  readonly content: string
}

/** True for a document of a packet: it holds a box of a finding. */
export function hasPacketBoxes(text: string): boolean {
  const isLike = (line: string) => {
    const [, , content = ''] = BOX.exec(line) ?? []
    return content !== '' && numberOf(content) !== undefined
  }
  return (
    text.split(/\r?\n/).some(isLike) &&
    boxesOf(text).some(({ content }) => numberOf(content) !== undefined)
  )
}

export function readTickedBoxes(text: string): Imported {
  const numbers = new Set<number>()
  const ticked: string[] = []
  for (const { isTicked, content } of boxesOf(text)) {
    if (!isTicked) continue
    const number = numberOf(content)
    if (number === undefined) ticked.push(content)
    else numbers.add(Number(number))
  }
  return {
    ...NOTHING,
    kind: 'markdown-boxes',
    changes: [...numbers].map((number) => ({ number, change: { status: 'verified' } })),
    ticked,
  }
}

/** The number of the finding that a box stands for. */
function numberOf(content: string): string | undefined {
  return (FINDING.exec(content) ?? LINKED.exec(content))?.[1]
}

/** The boxes of the document's own lists, in its order. */
function boxesOf(text: string): readonly Box[] {
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const found: Box[] = []
  const open: Nodes[] = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'listItem' && typeof node.checked === 'boolean') {
      found.push({ isTicked: node.checked, content: contentOf(node, text) })
    }
    if (node.type === 'root' || node.type === 'list' || node.type === 'listItem') {
      open.push(...node.children.toReversed())
    }
  }
  return found
}

function contentOf({ children: [first] }: ListItem, text: string): string {
  const [from, to] = [first?.position?.start.offset, first?.position?.end.offset]
  const [line = ''] = text.slice(from ?? 0, to ?? 0).split(/\r\n|\n|\r/)
  // Where a link or emphasis follows it, the box is counted as part of the words.
  return line.replace(/^\[[ xX]\]\s/, '').trim()
}
