// `try`: handlers are tried in order, `finally` lies on every way out.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { FLOW } from './edges.ts'
import * as event from './events.ts'
import { MAY_RAISE } from './events.ts'
import { RAISING } from './frames.ts'
import type { Point } from './graph.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'
import { NOWHERE } from './sketch.ts'

export function lowerTry(lowering: Lowering, node: Node): void {
  const { tree, frames, frame: outside } = lowering
  const clauses = tree.namedChildren(node)
  const handler = clauses.find((child) => tree.kind(child) === k.K_EXCEPT_CLAUSE)
  const otherwise = clauses.find((child) => tree.kind(child) === k.K_ELSE_CLAUSE)
  const final = clauses.find((child) => tree.kind(child) === k.K_FINALLY_CLAUSE)
  const after = lowering.label()
  const behind = lowering.label()
  const guarded = final === undefined ? outside : frames.forFinally(outside, final, behind)
  const guardedNumber = lowering.remember(guarded)
  lowering.sketch.start(node)
  const dispatch = handler === undefined ? NOWHERE : lowering.label()
  const inside = handler === undefined ? guarded : frames.forHandlers(guarded, dispatch)
  lowering.ask(step.SURROUND, lowering.remember(inside))
  lowering.ask(step.EVALUATE, tree.child(node, k.F_BODY))
  lowering.ask(step.SURROUND, guardedNumber)
  if (otherwise !== undefined) lowering.ask(step.EVALUATE, tree.child(otherwise, k.F_BODY))
  lowering.ask(step.JUMP, after)
  if (handler !== undefined) {
    lowering.ask(step.BIND, dispatch)
    lowering.ask(step.HANDLERS, handler, after)
  }
  lowering.ask(step.BIND, after)
  lowering.ask(step.SURROUND, lowering.remember(outside))
  if (final === undefined) return
  if (guarded.isMerged) lowering.ask(step.JUMP, frames.fallInto(guarded))
  else {
    lowering.ask(step.SURROUND, lowering.remember(frames.forCopy(guarded)))
    lowering.ask(step.EVALUATE, blockOf(lowering, final))
    lowering.ask(step.SURROUND, lowering.remember(outside))
  }
  lowering.ask(step.BIND, behind)
}

/** The handlers from `clause` on; the current point is where the exception arrives. */
export function lowerHandlers(lowering: Lowering, clause: Node, after: Point): void {
  const { tree, sketch } = lowering
  sketch.start(clause)
  const isGroup = tree.hasChildOfKind(clause, k.T_STAR)
  const [type, pythonTwoName] = tree.childrenOf(clause, k.F_VALUE)
  const alias = type === undefined ? NO_NODE : tree.childOfKind(type, k.K_AS_PATTERN_TARGET)
  const next = nextHandler(lowering, clause)
  const unmatched = lowering.label()
  const body = lowering.label()
  if (type !== undefined) {
    lowering.ask(step.EVALUATE, alias === NO_NODE ? type : tree.firstChild(type))
  }
  if (type === undefined || catchesAll(lowering, type)) {
    lowering.ask(step.EMIT, event.CATCH, clause)
  } else {
    lowering.ask(step.CAUGHT, clause, body, unmatched)
  }
  lowering.ask(step.BIND, body)
  if (alias !== NO_NODE) lowering.ask(step.STORE, alias)
  else if (pythonTwoName !== undefined && isName(lowering, pythonTwoName)) {
    lowering.ask(step.STORE, pythonTwoName)
  }
  if (isGroup) {
    // What a body raises is kept until all handlers had their turn.
    const collecting = lowering.frames.forHandlers(lowering.frame, unmatched)
    lowering.ask(step.SURROUND, lowering.remember(collecting))
  }
  lowering.ask(step.EVALUATE, blockOf(lowering, clause))
  lowering.ask(step.SURROUND, lowering.remember(lowering.frame))
  lowering.ask(step.JUMP, isGroup ? unmatched : after)
  lowering.ask(step.BIND, unmatched)
  if (next !== NO_NODE) lowering.ask(step.HANDLERS, next, after)
  else {
    if (isGroup) lowering.ask(step.START, clause)
    lowering.ask(step.UNCAUGHT, isGroup ? after : NOWHERE)
  }
}

/** No handler fits: the exception goes on. `except*` may also have handled all of it. */
export function lowerUncaught(lowering: Lowering, after: Point): void {
  const { sketch, frames, frame } = lowering
  if (sketch.current === NOWHERE) return
  if (after !== NOWHERE) sketch.edge(sketch.current, after, FLOW)
  sketch.raise(MAY_RAISE, frames.target(frame, RAISING))
  sketch.current = NOWHERE
}

function nextHandler({ tree }: Lowering, clause: Node): Node {
  for (let at = tree.nextSibling(clause); at !== NO_NODE; at = tree.nextSibling(at)) {
    if (tree.kind(at) === k.K_EXCEPT_CLAUSE) return at
  }
  return NO_NODE
}

/** `except BaseException`, also in a tuple; `except Exception` lets cancellation and exits through. */
function catchesAll(lowering: Lowering, type: Node): boolean {
  const { facts, tree } = lowering
  const kind = tree.kind(type)
  if (kind === k.K_AS_PATTERN || kind === k.K_PARENTHESIZED_EXPRESSION) {
    return tree
      .namedChildren(type)
      .slice(0, 1)
      .some((one) => catchesAll(lowering, one))
  }
  if (kind === k.K_TUPLE) return tree.namedChildren(type).some((one) => catchesAll(lowering, one))
  return tree.text(type) === 'BaseException' && facts.reach(type) === 'builtin'
}

function isName({ facts, tree }: Lowering, node: Node): boolean {
  return tree.kind(node) === k.K_IDENTIFIER && facts.isWrite(node)
}

export function blockOf({ tree }: Lowering, clause: Node): Node {
  return tree.childOfKind(clause, k.K_BLOCK)
}
