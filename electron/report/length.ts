// How long a document is, from the document itself: words, minutes of reading, pages.
import type { Nodes, Root } from 'mdast'
import { plainText } from './tree/plain-text.ts'
import { textForm } from './tree/text-form.ts'

export interface DocumentLength {
  readonly words: number
  readonly minutes: number
  readonly pages: number
}

const WORDS_PER_MINUTE = 200
/** Code is looked at rather than read through. */
const CODE_LINES_PER_MINUTE = 30

/** Length of a document of which a page holds so many lines of text. */
export function documentLength(tree: Root, pageLines: number): DocumentLength {
  let words = 0
  let codeLines = 0
  const visit = (node: Nodes): void => {
    if (node.type === 'code') codeLines += node.value.split('\n').length
    else if ('children' in node) for (const child of node.children) visit(child)
    else
      words += plainText(node)
        .split(/\s+/)
        .filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  }
  visit(tree)
  const minutes = Math.max(
    1,
    Math.ceil(words / WORDS_PER_MINUTE + codeLines / CODE_LINES_PER_MINUTE),
  )
  const lines = textForm(tree).split('\n').length - 1
  return { words, minutes, pages: Math.max(1, Math.ceil(lines / pageLines)) }
}

/** `4 min`, `1 h 20 min`; above an hour in steps of five minutes. */
export function minutesWord(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  const rounded = Math.ceil(minutes / 5) * 5
  const rest = rounded % 60
  return rest === 0 ? `${Math.floor(rounded / 60)} h` : `${Math.floor(rounded / 60)} h ${rest} min`
}
