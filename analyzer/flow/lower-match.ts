// `match`: patterns are tried in order; names are bound when the whole pattern fits.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import type { Point } from './graph.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'

export function lowerMatch(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  lowering.sketch.start(node)
  for (const subject of tree.childrenOf(node, k.F_SUBJECT)) lowering.ask(step.EVALUATE, subject)
  const after = lowering.label()
  const body = tree.child(node, k.F_BODY)
  if (body !== NO_NODE) lowering.ask(step.CASES, body + 1, tree.endOfSubtree(body), after)
  else lowering.ask(step.BIND, after)
}

/** The cases from `from` up to `end`. */
export function lowerCases(lowering: Lowering, from: Node, end: Node, after: Point): void {
  const { tree, sketch } = lowering
  let clause = from
  while (clause < end && tree.kind(clause) !== k.K_CASE_CLAUSE) clause = tree.endOfSubtree(clause)
  if (clause >= end) {
    lowering.ask(step.BIND, after)
    return
  }
  sketch.start(clause)
  const next = lowering.label()
  const fits = lowering.label()
  const guard = tree.child(clause, k.F_GUARD)
  const patterns = tree
    .namedChildren(clause)
    .filter((child) => tree.kind(child) === k.K_CASE_PATTERN)
  readPatterns(lowering, patterns)
  const single = patterns.length === 1 ? patterns[0] : undefined
  if (single !== undefined && fitsAlways(lowering, single)) lowering.emit(event.MATCH, clause)
  else lowering.decide(event.MATCH, clause, fits, next)
  sketch.bind(fits)
  bindCaptures(lowering, patterns)
  if (guard !== NO_NODE) {
    const passes = lowering.label()
    const condition = tree.namedChildren(guard).find((child) => tree.kind(child) !== k.K_COMMENT)
    if (condition === undefined) lowering.ask(step.JUMP, passes)
    else lowering.ask(step.CONDITION, condition, passes, next)
    lowering.ask(step.BIND, passes)
  }
  lowering.ask(step.EVALUATE, tree.child(clause, k.F_CONSEQUENCE))
  lowering.ask(step.JUMP, after)
  lowering.ask(step.BIND, next)
  lowering.ask(step.CASES, tree.endOfSubtree(clause), end, after)
}

/** Classes and values that the patterns compare with. */
function readPatterns(lowering: Lowering, patterns: readonly Node[]): void {
  const { tree, facts } = lowering
  for (const pattern of patterns) {
    const end = tree.endOfSubtree(pattern)
    for (let node = pattern + 1; node < end; node += 1) {
      if (tree.kind(node) !== k.K_DOTTED_NAME || facts.isWrite(node + 1)) continue
      if (node + 1 < end) lowering.emit(event.READ_NAME, node + 1)
      lowering.mayRaise(event.MAY_FAULT)
    }
  }
}

function bindCaptures(lowering: Lowering, patterns: readonly Node[]): void {
  const { tree, facts } = lowering
  for (const pattern of patterns) {
    const end = tree.endOfSubtree(pattern)
    for (let node = pattern + 1; node < end; node += 1) {
      const isCapture = tree.kind(node) === k.K_IDENTIFIER && facts.isWrite(node)
      if (isCapture) lowering.emit(event.WRITE_NAME, node)
    }
  }
}

/** `case _`, `case name` and `case (name)`. */
function fitsAlways({ tree, facts }: Lowering, pattern: Node): boolean {
  const inner = tree.namedChildren(pattern).filter((child) => tree.kind(child) !== k.K_COMMENT)
  const only = inner[0]
  if (only === undefined) return tree.text(pattern) === '_'
  if (inner.length > 1 || tree.kind(only) !== k.K_DOTTED_NAME) return false
  return tree.endOfSubtree(only) === only + 2 && facts.isWrite(only + 1)
}
