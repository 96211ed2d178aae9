// Edits that take code away: whole lines of statements and comments, single names of imports.
import type { TextEdit } from '../../engine/checker.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { ImportFacts } from '../../facts/imports.ts'
import { K_BLOCK, K_MODULE } from '../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../syntax/tree.ts'
import { statementsOf } from '../statements/statements.ts'

/**
 * The lines of a region without what stands around them; a blank line that would be doubled goes as
 * well. Undefined if other code or a comment shares the first or the last line.
 */
export function wholeLines(tree: SyntaxTree, start: number, end: number): TextEdit | undefined {
  const { source, lineStarts } = tree
  const first = tree.position(start).line
  const last = tree.position(end).line
  const lineStart = lineStarts[first - 1] ?? 0
  const next = lineStarts[last] ?? source.length
  if (source.slice(lineStart, start).trim() !== '') return undefined
  if (source.slice(end, next).trim() !== '') return undefined
  const isBlank = (line: number) =>
    line >= 1 &&
    line < lineStarts.length &&
    blank(source.slice(lineStarts[line - 1], lineStarts[line]))
  const isDoubled = isBlank(first - 1) && isBlank(last + 1)
  return { start: lineStart, end: isDoubled ? (lineStarts[last + 1] ?? next) : next, newText: '' }
}

const blank = (text: string) => text.trim() === ''

/**
 * Takes statements of one block away. Undefined if the block would be left empty, or if one of them
 * shares its lines with something else.
 */
export function removeStatements(
  tree: SyntaxTree,
  statements: readonly Node[],
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = []
  for (const statement of statements) {
    const block = tree.parent(statement)
    const kind = tree.kind(block)
    if (kind !== K_BLOCK && kind !== K_MODULE) return undefined
    const isLeft = statementsOf(tree, block).some((one) => !statements.includes(one))
    const edit = wholeLines(tree, tree.start(statement), tree.end(statement))
    if ((kind === K_BLOCK && !isLeft) || edit === undefined) return undefined
    edits.push(edit)
  }
  return edits
}

/** The bound name with its module and its `as` clause: the part between the commas. */
export function partOfImport({ tree }: FileFacts, one: ImportFacts): Node {
  let part = one.node
  while (tree.parent(part) !== one.statement) part = tree.parent(part)
  return part
}

/**
 * Takes names out of an import statement; all of `unused` that stand in the statement of `one` are
 * known to go, so that the edits of several findings fit together. The whole statement goes when
 * nothing is left of it. Undefined where a comment stands inside.
 */
export function removeImport(
  facts: FileFacts,
  one: ImportFacts,
  unused: ReadonlySet<Node>,
): readonly TextEdit[] | undefined {
  const { tree } = facts
  if (tree.text(one.statement).includes('#')) return undefined
  const all = facts.imports.filter(({ statement }) => statement === one.statement)
  if (all.every(({ node }) => unused.has(node))) return removeStatements(tree, [one.statement])
  const at = all.indexOf(one)
  const part = partOfImport(facts, one)
  const isLast = all.slice(at + 1).every(({ node }) => unused.has(node))
  const before = all[at - 1]
  const after = all[at + 1]
  if (isLast && before !== undefined) {
    return [{ start: tree.end(partOfImport(facts, before)), end: tree.end(part), newText: '' }]
  }
  if (after === undefined) return undefined
  return [{ start: tree.start(part), end: tree.start(partOfImport(facts, after)), newText: '' }]
}
