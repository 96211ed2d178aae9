// `# lectern: ignore[rule-id] reason`: at the end of a line for that line, on a line of its own for
// the next line of code. Without a reason a comment suppresses nothing.
import type { Range } from '../model.ts'
import { F_DEFINITION, K_COMMENT, K_DECORATED_DEFINITION } from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { rangeOf } from './place.ts'

/** A suppression comment as written. */
export interface SuppressionComment {
  readonly ruleIds: readonly string[]
  /** '' when none is given. */
  readonly reason: string
}

/** A suppression comment in its place. */
export interface Suppression extends SuppressionComment {
  readonly range: Range
  /** Lines (1-based) whose findings it suppresses. */
  readonly lines: readonly number[]
}

/** May stand behind another tool's directive in the same comment. */
const COMMENT = /#\s*lectern:\s*ignore\b\s*(?:\[([^\]]*)\])?(.*)$/i

/** Reads one comment; undefined when it is no suppression. */
export function readSuppression(comment: string): SuppressionComment | undefined {
  const match = COMMENT.exec(comment)
  if (match === null) return undefined
  const ruleIds = (match[1] ?? '').split(',').map((id) => id.trim())
  return {
    ruleIds: ruleIds.filter((id) => id !== ''),
    reason: (match[2] ?? '').replace(/^[\s:;,.–—-]+/, '').trim(),
  }
}

export function findSuppressions(tree: SyntaxTree): Suppression[] {
  if (!/lectern:/i.test(tree.source)) return []
  const found: Suppression[] = []
  for (let node: Node = 0; node < tree.count; node += 1) {
    if (tree.kind(node) !== K_COMMENT) continue
    const comment = readSuppression(tree.text(node))
    if (comment === undefined) continue
    const range = rangeOf(tree, { start: tree.start(node), end: tree.end(node) })
    found.push({ ...comment, range, lines: coveredLines(tree, range) })
  }
  return found
}

/** The suppression with a reason that covers a finding, if there is one. */
export function suppressionFor(
  suppressions: readonly Suppression[],
  ruleId: string,
  range: Range,
): Suppression | undefined {
  return suppressions.find(
    ({ ruleIds, reason, lines }) =>
      reason !== '' &&
      ruleIds.includes(ruleId) &&
      (lines.includes(range.startLine) || lines.includes(range.endLine)),
  )
}

function coveredLines(tree: SyntaxTree, comment: Range): number[] {
  const starts = tree.lineStarts
  const textOf = (line: number) => tree.source.slice(starts[line - 1], starts[line])
  const isOwnLine = textOf(comment.startLine).trimStart().startsWith('#')
  if (!isOwnLine) return [comment.startLine]
  let line = comment.startLine + 1
  while (line <= tree.lineCount && /^\s*(?:#|$)/.test(textOf(line))) line += 1
  const definition = decoratedAt(tree, line)
  return definition === undefined ? [line] : [line, definition]
}

/** A comment above decorators speaks of the definition below them too. */
function decoratedAt(tree: SyntaxTree, line: number): number | undefined {
  const index = tree.lineStarts[line - 1]
  if (index === undefined || !/^\s*@/.test(tree.source.slice(index, index + 200))) return undefined
  for (let node: Node = 0; node < tree.count; node += 1) {
    if (tree.kind(node) !== K_DECORATED_DEFINITION || tree.line(node) !== line) continue
    const definition = tree.child(node, F_DEFINITION)
    return definition === NO_NODE ? undefined : tree.line(definition)
  }
  return undefined
}
