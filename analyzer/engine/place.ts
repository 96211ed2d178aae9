// Where a finding is: the region shown, the lines quoted, and the anchor that finds it again.
import type { Anchor, Range } from '../model.ts'
import {
  F_BODY,
  F_DEFINITION,
  F_NAME,
  K_BLOCK,
  K_CASE_CLAUSE,
  K_CLASS_DEFINITION,
  K_DECORATED_DEFINITION,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_MATCH_STATEMENT,
  K_MODULE,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
  KIND_NAMES,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { foldWhiteSpace, hashText } from './hash.ts'

const SNIPPET_LINES = 12
const CONTEXT_LINES = 3

/** Statements with a body: only their header is marked, never the whole block. */
const COMPOUND: ReadonlySet<number> = new Set([
  K_FUNCTION_DEFINITION,
  K_CLASS_DEFINITION,
  K_IF_STATEMENT,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_FOR_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
  K_TRY_STATEMENT,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_MATCH_STATEMENT,
  K_CASE_CLAUSE,
])

/** The text that people see, line by line the same as what was parsed. */
export type ShownText = Pick<SyntaxTree, 'source' | 'lineStarts' | 'lineCount'>

/** A region as UTF-16 indices into the source, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The region that stands for a node: the header of a compound statement, the node otherwise. */
export function spanOf(tree: SyntaxTree, node: Node): Span {
  const kind = tree.kind(node)
  if (kind === K_MODULE) return firstLine(tree)
  if (kind === K_DECORATED_DEFINITION) {
    const definition = tree.child(node, F_DEFINITION)
    if (definition !== NO_NODE) return spanOf(tree, definition)
  }
  if (!COMPOUND.has(kind)) return { start: tree.start(node), end: tree.end(node) }
  let end = tree.start(node)
  for (let child = tree.firstChild(node); child !== NO_NODE; child = tree.nextSibling(child)) {
    const field = tree.fieldOf(child)
    if (tree.kind(child) === K_BLOCK || (field === F_BODY && end > tree.start(node))) break
    end = tree.end(child)
  }
  return { start: tree.start(node), end: Math.max(end, tree.start(node)) }
}

function firstLine(tree: SyntaxTree): Span {
  const next = tree.lineStarts[1] ?? tree.source.length
  return { start: 0, end: tree.source.slice(0, next).trimEnd().length }
}

export function rangeOf(tree: SyntaxTree, span: Span): Range {
  const start = tree.position(span.start)
  const end = tree.position(span.end)
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  }
}

/** The smallest node that covers a region. */
export function nodeAt(tree: SyntaxTree, span: Span): Node {
  let node: Node = 0
  for (;;) {
    let inner = tree.firstChild(node)
    while (inner !== NO_NODE && (tree.start(inner) > span.start || tree.end(inner) < span.end)) {
      inner = tree.nextSibling(inner)
    }
    if (inner === NO_NODE) return node
    node = inner
  }
}

/** Qualified name of the innermost class or function at or around a node, '' for the module. */
export function symbolOf(tree: SyntaxTree, node: Node): string {
  const names: string[] = []
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind !== K_FUNCTION_DEFINITION && kind !== K_CLASS_DEFINITION) continue
    const name = tree.child(at, F_NAME)
    if (name !== NO_NODE) names.push(tree.text(name))
  }
  return names.reverse().join('.')
}

/** The source lines of a region as they stand, at most twelve. */
export function snippetOf(shown: ShownText, range: Range): string {
  const last = Math.min(range.endLine, range.startLine + SNIPPET_LINES - 1)
  return linesOf(shown, range.startLine, last).join('\n')
}

export function anchorOf(tree: SyntaxTree, shown: ShownText, node: Node, range: Range): Anchor {
  return {
    symbol: symbolOf(tree, node),
    nodePath: nodePathOf(tree, node),
    snippetHash: hashText(foldWhiteSpace(snippetOf(shown, range))),
    contextBefore: linesOf(shown, range.startLine - CONTEXT_LINES, range.startLine - 1),
    contextAfter: linesOf(shown, range.endLine + 1, range.endLine + CONTEXT_LINES),
  }
}

/** Kinds and numbers among the named children, from the module down. */
function nodePathOf(tree: SyntaxTree, node: Node): string {
  const steps: string[] = []
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    const name = KIND_NAMES[tree.kind(at)] ?? 'ERROR'
    const parent = tree.parent(at)
    if (parent === NO_NODE) {
      steps.push(name)
      break
    }
    let number = 0
    for (let child = parent + 1; child < at; child = tree.endOfSubtree(child)) {
      if (tree.isNamed(child)) number += 1
    }
    steps.push(`${number}:${name}`)
  }
  return steps.reverse().join('/')
}

/** Lines `first` to `last` (1-based, inclusive) without their line breaks. */
function linesOf(shown: ShownText, first: number, last: number): string[] {
  const starts = shown.lineStarts
  const lines: string[] = []
  for (let line = Math.max(first, 1); line <= Math.min(last, shown.lineCount); line += 1) {
    const text = shown.source.slice(starts[line - 1], starts[line] ?? shown.source.length)
    lines.push(text.replace(/[\r\n]+$/, ''))
  }
  return lines
}
