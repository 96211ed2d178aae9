// Syntax tree to Markdown text.
import type { Root } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { type Options, toMarkdown } from 'mdast-util-to-markdown'

const OPTIONS: Options = {
  bullet: '-',
  emphasis: '_',
  fences: true,
  incrementListMarker: true,
  listItemIndent: 'one',
  rule: '-',
  extensions: [gfmToMarkdown({ tablePipeAlign: false })],
  // Two lists in a row would become one without a mark between them.
  join: [(left, right) => (left.type === 'list' && right.type === 'list' ? 1 : undefined)],
}

/** Markdown (GitHub's dialect) with line feeds, ending in one. */
export function markdownText(root: Root): string {
  return toMarkdown(withoutFigures(root), OPTIONS)
}

/** Pictures stand on the top level alone; their numbers stand in the tables beside them. */
export function withoutFigures(root: Root): Root {
  return { ...root, children: root.children.filter((node) => node.type !== 'figure') }
}
