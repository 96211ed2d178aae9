// Text edits by node, for the fixes that rules write.
import type { TextEdit } from '../../engine/checker.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'

export function replace(tree: SyntaxTree, node: Node, newText: string): TextEdit {
  return { start: tree.start(node), end: tree.end(node), newText }
}

export function insertBefore(tree: SyntaxTree, node: Node, newText: string): TextEdit {
  return { start: tree.start(node), end: tree.start(node), newText }
}

export function insertAfter(tree: SyntaxTree, node: Node, newText: string): TextEdit {
  return { start: tree.end(node), end: tree.end(node), newText }
}

/** The white space before the first token of the line on which a node starts. */
export function indentOf(tree: SyntaxTree, node: Node): string {
  const lineStart = tree.lineStarts[tree.line(node) - 1] ?? 0
  return /^[ \t]*/.exec(tree.source.slice(lineStart, tree.start(node)))?.[0] ?? ''
}

/** The line break that the file uses. */
export function lineBreakOf(tree: SyntaxTree): string {
  return /\r\n|\n|\r/.exec(tree.source)?.[0] ?? '\n'
}
