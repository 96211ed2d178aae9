// Comprehensions and generator expressions: loops inside of an expression.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import type { Point } from './graph.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'

export function isComprehension(kind: number): boolean {
  return (
    kind === k.K_LIST_COMPREHENSION ||
    kind === k.K_SET_COMPREHENSION ||
    kind === k.K_DICTIONARY_COMPREHENSION ||
    kind === k.K_GENERATOR_EXPRESSION
  )
}

/**
 * The first iterable is evaluated at once, the rest in a loop. A generator expression is laid out
 * as if it were consumed where it stands, but what it awaits is left out: it does so elsewhere.
 */
export function lowerComprehension(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const first = tree.childOfKind(node, k.K_FOR_IN_CLAUSE)
  if (first === NO_NODE) {
    lowering.ask(step.CHILDREN, node)
    return
  }
  const isDeferred = tree.kind(node) === k.K_GENERATOR_EXPRESSION
  const after = lowering.label()
  lowering.ask(step.EVALUATE, tree.child(first, k.F_RIGHT))
  if (isDeferred) lowering.ask(step.DEFER, 1)
  lowerLoop(lowering, first, node, after)
  lowering.ask(step.BIND, after)
  if (isDeferred) lowering.ask(step.DEFER, -1)
}

/** The clauses behind `clause`; `header` asks for the next item of the innermost loop so far. */
export function lowerClauses(
  lowering: Lowering,
  clause: Node,
  comprehension: Node,
  header: Point,
): void {
  const { tree } = lowering
  const end = tree.endOfSubtree(comprehension)
  let at = clause
  while (at < end && !isClause(tree.kind(at))) at = tree.endOfSubtree(at)
  if (at >= end) {
    lowering.ask(step.EVALUATE, tree.child(comprehension, k.F_BODY))
    lowering.ask(step.JUMP, header)
    return
  }
  if (tree.kind(at) === k.K_FOR_IN_CLAUSE) {
    lowering.ask(step.EVALUATE, tree.child(at, k.F_RIGHT))
    lowerLoop(lowering, at, comprehension, header)
    return
  }
  const onward = lowering.label()
  const condition = tree.namedChildren(at).find((child) => tree.kind(child) !== k.K_COMMENT)
  if (condition === undefined) lowering.ask(step.JUMP, onward)
  else lowering.ask(step.CONDITION, condition, onward, header)
  lowering.ask(step.BIND, onward)
  lowering.ask(step.CLAUSES, tree.endOfSubtree(at), comprehension, header)
}

/** One `for ... in`, whose iterable has been evaluated; `after` is where it ends. */
function lowerLoop(lowering: Lowering, clause: Node, comprehension: Node, after: Point): void {
  const { tree } = lowering
  const header = lowering.label()
  lowering.ask(step.BIND, header)
  if (lowering.isAsyncStatement(clause, k.T_ASYNC)) {
    lowering.ask(step.EMIT, event.SUSPEND, clause)
  }
  const body = lowering.label()
  lowering.ask(step.NEXT_ITEM, clause, body, after)
  lowering.ask(step.BIND, body)
  lowering.ask(step.STORE, tree.child(clause, k.F_LEFT))
  lowering.ask(step.CLAUSES, tree.endOfSubtree(clause), comprehension, header)
}

function isClause(kind: number): boolean {
  return kind === k.K_FOR_IN_CLAUSE || kind === k.K_IF_CLAUSE
}
