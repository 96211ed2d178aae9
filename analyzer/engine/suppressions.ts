// `# lectern: ignore[rule-id] reason`: at the end of a line for that line, on a line of its own for
// the next line of code; `ignore-file` for the whole file. Without a reason it suppresses nothing.
import { readDirectives } from '../facts/comments.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { Range } from '../model.ts'
import { F_DEFINITION, K_COMMENT, K_DECORATED_DEFINITION } from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { rangeOf } from './place.ts'

/** A suppression comment as written. */
export interface SuppressionComment {
  /** `ignore` speaks of a line, `ignore-file` of the whole file. */
  readonly scope: 'line' | 'file'
  readonly ruleIds: readonly string[]
  /** '' when none is given. */
  readonly reason: string
}

/** A suppression comment in its place. */
export interface Suppression extends SuppressionComment {
  readonly range: Range
  /** Lines (1-based) whose findings it suppresses; empty for a whole file. */
  readonly lines: readonly number[]
}

/** Reads the suppressions of one comment. */
export function readSuppressions(comment: string): readonly SuppressionComment[] {
  if (!comment.includes('lectern')) return []
  return readDirectives(comment)
    .filter(({ kind }) => kind === 'lectern')
    .map(({ word, codes, reason }) => ({
      scope: word === 'ignore-file' ? 'file' : 'line',
      ruleIds: codes,
      reason: reason.replace(/^[\s–—]+/, ''),
    }))
}

export function findSuppressions(facts: FileFacts): Suppression[] {
  const { tree } = facts
  if (!tree.source.includes('lectern:')) return []
  const found: Suppression[] = []
  for (const node of facts.nodesOfKind(K_COMMENT)) {
    for (const comment of readSuppressions(tree.text(node))) {
      const range = rangeOf(tree, { start: tree.start(node), end: tree.end(node) })
      const lines = comment.scope === 'file' ? [] : coveredLines(tree, range)
      found.push({ ...comment, range, lines })
    }
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
    ({ scope, ruleIds, reason, lines }) =>
      reason !== '' &&
      ruleIds.includes(ruleId) &&
      (scope === 'file' || lines.includes(range.startLine) || lines.includes(range.endLine)),
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
