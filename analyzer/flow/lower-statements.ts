// Simple statements, `if` and loops.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import { BREAKING, CONTINUING } from './frames.ts'
import type { Point } from './graph.ts'
import { lowerClass, lowerDecorated, lowerFunction } from './lower-definitions.ts'
import { lowerMatch } from './lower-match.ts'
import { lowerTry } from './lower-try.ts'
import { lowerWith } from './lower-with.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'
import { neverReturns } from './suppression.ts'

/** Lays out one statement. Returns false for kinds that are no statements. */
export function lowerStatement(lowering: Lowering, node: Node): boolean {
  const { tree, sketch } = lowering
  switch (tree.kind(node)) {
    case k.K_EXPRESSION_STATEMENT: {
      sketch.start(node)
      lowering.ask(step.CHILDREN, node)
      const child = tree.firstChild(node)
      const isCall = child !== NO_NODE && tree.kind(child) === k.K_CALL
      if (isCall && neverReturns(lowering.facts, child)) lowering.ask(step.STOP)
      return true
    }
    case k.K_IF_STATEMENT:
      lowerIf(lowering, node)
      return true
    case k.K_FOR_STATEMENT:
      lowerFor(lowering, node)
      return true
    case k.K_WHILE_STATEMENT:
      lowerWhile(lowering, node)
      return true
    case k.K_TRY_STATEMENT:
      lowerTry(lowering, node)
      return true
    case k.K_WITH_STATEMENT:
      lowerWith(lowering, node)
      return true
    case k.K_MATCH_STATEMENT:
      lowerMatch(lowering, node)
      return true
    case k.K_DECORATED_DEFINITION:
      lowerDecorated(lowering, node)
      return true
    case k.K_FUNCTION_DEFINITION:
      sketch.start(node)
      lowerFunction(lowering, node)
      return true
    case k.K_CLASS_DEFINITION:
      sketch.start(node)
      lowerClass(lowering, node)
      return true
    case k.K_RETURN_STATEMENT:
      sketch.start(node)
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.LEAVE_FUNCTION, node)
      return true
    case k.K_RAISE_STATEMENT:
      sketch.start(node)
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.FAIL, node)
      return true
    case k.K_BREAK_STATEMENT:
      sketch.start(node)
      lowering.leave(BREAKING)
      return true
    case k.K_CONTINUE_STATEMENT:
      sketch.start(node)
      lowering.leave(CONTINUING)
      return true
    case k.K_ASSERT_STATEMENT:
      lowerAssert(lowering, node)
      return true
    case k.K_DELETE_STATEMENT:
      sketch.start(node)
      lowering.ask(step.REMOVE, node)
      return true
    case k.K_IMPORT_STATEMENT:
    case k.K_IMPORT_FROM_STATEMENT:
    case k.K_FUTURE_IMPORT_STATEMENT:
      lowerImport(lowering, node)
      return true
    case k.K_TYPE_ALIAS_STATEMENT:
      sketch.start(node)
      return true
    case k.K_PASS_STATEMENT:
    case k.K_GLOBAL_STATEMENT:
    case k.K_NONLOCAL_STATEMENT:
      sketch.start(node)
      return true
    case k.K_PRINT_STATEMENT:
    case k.K_EXEC_STATEMENT:
      sketch.start(node)
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.FAULTS)
      return true
    case k.K_BLOCK:
    case k.K_MODULE:
      lowering.ask(step.STATEMENTS, node + 1, tree.endOfSubtree(node))
      return true
    default:
      return false
  }
}

/** The statements from `node` up to `end`, one step each. */
export function lowerStatements(lowering: Lowering, node: Node, end: Node): void {
  const { tree } = lowering
  let at = node
  while (at < end && !tree.isNamed(at)) at = tree.endOfSubtree(at)
  if (at >= end) return
  lowering.ask(step.EVALUATE, at)
  lowering.ask(step.STATEMENTS, tree.endOfSubtree(at), end)
}

function lowerIf(lowering: Lowering, node: Node): void {
  lowering.sketch.start(node)
  lowerBranch(lowering, node, node + 1, lowering.tree.endOfSubtree(node), lowering.label())
}

/** `if` or `elif` clause, its further branches and the point behind all of them. */
function lowerBranch(lowering: Lowering, clause: Node, rest: Node, end: Node, after: Point): void {
  const { tree } = lowering
  const yes = lowering.label()
  const no = lowering.label()
  lowering.ask(step.CONDITION, tree.child(clause, k.F_CONDITION), yes, no)
  lowering.ask(step.BIND, yes)
  lowering.ask(step.EVALUATE, tree.child(clause, k.F_CONSEQUENCE))
  lowering.ask(step.JUMP, after)
  lowering.ask(step.BIND, no)
  lowering.ask(step.ELSE_BRANCHES, rest, end, after)
}

/** What follows the branches so far: the next `elif`, the `else`, or the end of the `if`. */
export function lowerElse(lowering: Lowering, from: Node, end: Node, after: Point): void {
  const { tree, sketch } = lowering
  let at = from
  while (at < end && tree.fieldOf(at) !== k.F_ALTERNATIVE) at = tree.endOfSubtree(at)
  if (at < end && tree.kind(at) === k.K_ELIF_CLAUSE) {
    sketch.start(at)
    lowerBranch(lowering, at, tree.endOfSubtree(at), end, after)
    return
  }
  if (at < end) lowering.ask(step.EVALUATE, tree.child(at, k.F_BODY))
  lowering.ask(step.BIND, after)
}

function lowerFor(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const header = lowering.label()
  const body = lowering.label()
  const exhausted = lowering.label()
  const after = lowering.label()
  lowering.sketch.start(node)
  lowering.ask(step.EVALUATE, tree.child(node, k.F_RIGHT))
  lowering.ask(step.BIND, header)
  if (lowering.isAsyncStatement(node, k.T_ASYNC)) {
    lowering.ask(step.EMIT, event.SUSPEND, node)
  }
  lowering.ask(step.NEXT_ITEM, node, body, exhausted)
  lowering.ask(step.BIND, body)
  lowering.ask(step.STORE, tree.child(node, k.F_LEFT))
  lowerLoopBody(lowering, node, header, exhausted, after)
}

function lowerWhile(lowering: Lowering, node: Node): void {
  const header = lowering.label()
  const body = lowering.label()
  const exhausted = lowering.label()
  const after = lowering.label()
  lowering.sketch.bind(header)
  lowering.sketch.start(node)
  lowering.ask(step.CONDITION, lowering.tree.child(node, k.F_CONDITION), body, exhausted)
  lowering.ask(step.BIND, body)
  lowerLoopBody(lowering, node, header, exhausted, after)
}

function lowerLoopBody(
  lowering: Lowering,
  node: Node,
  header: Point,
  exhausted: Point,
  after: Point,
): void {
  const { tree, frames, frame } = lowering
  const inside = frames.forLoop(frame, after, header)
  lowering.ask(step.SURROUND, lowering.remember(inside))
  lowering.ask(step.EVALUATE, tree.child(node, k.F_BODY))
  lowering.ask(step.SURROUND, lowering.remember(frame))
  lowering.ask(step.JUMP, header)
  lowering.ask(step.BIND, exhausted)
  const otherwise = tree.child(node, k.F_ALTERNATIVE)
  if (otherwise !== NO_NODE) lowering.ask(step.EVALUATE, tree.child(otherwise, k.F_BODY))
  lowering.ask(step.BIND, after)
}

function lowerAssert(lowering: Lowering, node: Node): void {
  const { tree, sketch } = lowering
  sketch.start(node)
  const [condition, message] = tree
    .namedChildren(node)
    .filter((child) => tree.kind(child) !== k.K_COMMENT)
  if (condition === undefined) return
  const holds = lowering.label()
  const fails = lowering.label()
  lowering.ask(step.CONDITION, condition, holds, fails)
  lowering.ask(step.BIND, fails)
  if (message !== undefined) lowering.ask(step.EVALUATE, message)
  lowering.ask(step.FAIL, node)
  lowering.ask(step.BIND, holds)
}

function lowerImport(lowering: Lowering, node: Node): void {
  const { tree, sketch } = lowering
  sketch.start(node)
  lowering.emit(event.IMPORT, node)
  for (const child of tree.childrenOf(node, k.F_NAME)) {
    const isAliased = tree.kind(child) === k.K_ALIASED_IMPORT
    const bound = isAliased ? tree.child(child, k.F_ALIAS) : tree.firstChild(child)
    if (bound !== NO_NODE) lowering.emit(event.WRITE_NAME, bound)
  }
}
