// Code that did not parse. What the parser made of a broken function is a guess, and most rules
// reason from what is absent; so nothing inside the innermost broken function or statement counts.
import {
  F_BODY,
  K_BLOCK,
  K_CLASS_DEFINITION,
  K_ERROR,
  K_FUNCTION_DEFINITION,
  K_MODULE,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import type { Span } from './place.ts'

/** The damaged regions of a file, in source order, not overlapping. */
export interface Damage {
  readonly spans: readonly Span[]
  /** Lines (1-based) on which the syntax errors start, in order, each once. */
  readonly lines: readonly number[]
}

const NO_DAMAGE: Damage = { spans: [], lines: [] }

export function findDamage(tree: SyntaxTree): Damage {
  const errors: Node[] = []
  let node: Node = 0
  while (node < tree.count) {
    if (tree.kind(node) === K_ERROR) {
      errors.push(node)
      node = tree.endOfSubtree(node)
      continue
    }
    if (tree.isMissing(node)) errors.push(node)
    node += 1
  }
  if (errors.length === 0) return NO_DAMAGE
  return {
    spans: merge(errors.map((error) => zoneOf(tree, error))),
    lines: [...new Set(errors.map((error) => tree.line(error)))],
  }
}

export function isDamaged(damage: Damage, span: Span): boolean {
  return damage.spans.some((zone) => zone.start < span.end && span.start < zone.end)
}

/** What an error makes unreliable: its function, or the statement or class header it stands in. */
function zoneOf(tree: SyntaxTree, error: Node): Span {
  let statement: Node = error
  for (let at = error; at !== NO_NODE; at = tree.parent(at)) {
    if (tree.kind(at) === K_FUNCTION_DEFINITION) return { start: tree.start(at), end: tree.end(at) }
  }
  for (;;) {
    const parent = tree.parent(statement)
    if (parent === NO_NODE || tree.kind(parent) === K_MODULE || tree.kind(parent) === K_BLOCK) {
      return wholeLines(tree, statement)
    }
    if (tree.kind(parent) === K_CLASS_DEFINITION && tree.fieldOf(statement) !== F_BODY) {
      const body = tree.child(parent, F_BODY)
      const end = body === NO_NODE ? tree.end(parent) : tree.start(body)
      return { start: tree.start(parent), end }
    }
    statement = parent
  }
}

function wholeLines(tree: SyntaxTree, node: Node): Span {
  const starts = tree.lineStarts
  const first = tree.position(tree.start(node)).line
  const last = tree.position(tree.end(node)).line
  return { start: starts[first - 1] ?? 0, end: starts[last] ?? tree.source.length }
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (last === undefined || span.start >= last.end) merged.push(span)
    else if (span.end > last.end) merged[merged.length - 1] = { start: last.start, end: span.end }
  }
  return merged
}
