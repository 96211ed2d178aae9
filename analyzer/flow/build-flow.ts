// Lays out the flow graph of a function, lambda or module.
import type { FileFacts } from '../facts/file-facts.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import { RETURNING } from './frames.ts'
import { EXIT_POINT, FlowGraph, RAISE_POINT } from './graph.ts'
import { lowerClauses } from './lower-comprehensions.ts'
import {
  lowerChildren,
  lowerComparisonRest,
  lowerCondition,
  lowerExpression,
} from './lower-expressions.ts'
import { lowerCases } from './lower-match.ts'
import { lowerElse, lowerStatement, lowerStatements } from './lower-statements.ts'
import { lowerRemoval, lowerStore } from './lower-targets.ts'
import { blockOf, lowerHandlers, lowerUncaught } from './lower-try.ts'
import { lowerWithCopy, lowerWithItems } from './lower-with.ts'
import { Lowering } from './lowering.ts'
import * as step from './operations.ts'
import { GraphSketch, NOWHERE } from './sketch.ts'

/**
 * The flow graph of a `function_definition`, a `lambda` or the `module`. Broken source gives a
 * graph of what is there. `sketch` may be handed in to reuse its memory for many functions.
 */
export function buildFlow(
  facts: FileFacts,
  node: Node,
  sketch: GraphSketch = new GraphSketch(),
): FlowGraph {
  const { tree } = facts
  sketch.clear()
  const described = facts.functionAt(node)
  const lowering = new Lowering(facts, sketch, described?.isAsync ?? false)
  for (const { nameNode } of described?.parameters ?? []) lowerParameter(lowering, nameNode)
  // The entry stays a point of its own: the first statement may be the header of a loop.
  sketch.bind(sketch.newPoint())
  if (described === undefined) lowering.ask(step.EVALUATE, node)
  else if (described.body !== NO_NODE) {
    if (described.isLambda) sketch.statement = node
    lowering.ask(step.EVALUATE, described.body)
  }
  const stack: number[] = []
  run(lowering, stack)
  if (described?.isLambda === true) lowering.emit(event.RETURN, node)
  sketch.jump(EXIT_POINT)
  for (let copy = lowering.frames.pending.pop(); copy; copy = lowering.frames.pending.pop()) {
    sketch.current = NOWHERE
    sketch.bind(copy.entry)
    if (copy.frame.kind === 'with') {
      lowerWithCopy(lowering, copy.frame, copy.way)
      continue
    }
    lowering.frame = lowering.frames.forCopy(copy.frame)
    lowering.ask(step.EVALUATE, blockOf(lowering, copy.frame.node))
    run(lowering, stack)
    const end = sketch.current
    sketch.current = NOWHERE
    if (end !== NOWHERE) lowering.frames.leave(copy.frame, copy.way, end)
  }
  return new FlowGraph(tree, node, sketch.finish(RAISE_POINT + 1))
}

/** A parameter has its value from the start; tuples of Python 2 bind each of their names. */
function lowerParameter(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const end = tree.endOfSubtree(node)
  for (let at = node; at < end; at += 1) {
    if (tree.kind(at) === k.K_IDENTIFIER) lowering.emit(event.WRITE_NAME, at)
  }
}

/** Takes steps until none is left. */
function run(lowering: Lowering, stack: number[]): void {
  const { asked } = lowering
  for (;;) {
    for (let at = asked.length - 4; at >= 0; at -= 4) {
      stack.push(
        asked[at + 3] as number,
        asked[at + 2] as number,
        asked[at + 1] as number,
        asked[at] as number,
      )
    }
    asked.length = 0
    const operation = stack.pop()
    if (operation === undefined) return
    const a = stack.pop() as number
    const b = stack.pop() as number
    const c = stack.pop() as number
    take(lowering, operation, a, b, c)
  }
}

function take(lowering: Lowering, operation: number, a: number, b: number, c: number): void {
  const { sketch } = lowering
  switch (operation) {
    case step.EVALUATE:
      if (a === NO_NODE || lowerExpression(lowering, a) || lowerStatement(lowering, a)) return
      lowerChildren(lowering, a)
      return
    case step.EMIT:
      if (a !== event.SUSPEND || lowering.deferred === 0) lowering.emit(a, b)
      return
    case step.CHILDREN:
      lowerChildren(lowering, a)
      return
    case step.FAULTS:
      lowering.mayRaise(event.MAY_FAULT)
      return
    case step.STORE:
      lowerStore(lowering, a)
      return
    case step.REMOVE:
      lowerRemoval(lowering, a)
      return
    case step.CONDITION:
      if (a === NO_NODE) sketch.jump(b)
      else lowerCondition(lowering, a, b, c)
      return
    case step.BRANCH:
      lowering.branch(a, b, c)
      return
    case step.BIND:
      sketch.bind(a)
      return
    case step.JUMP:
      sketch.jump(a)
      return
    case step.STATEMENTS:
      lowerStatements(lowering, a, b)
      return
    case step.START:
      sketch.start(a)
      return
    case step.SURROUND:
      lowering.surround(lowering.remembered(a))
      return
    case step.ELSE_BRANCHES:
      lowerElse(lowering, a, b, c)
      return
    case step.NEXT_ITEM:
      lowering.decide(event.NEXT, a, b, c)
      return
    case step.HANDLERS:
      lowerHandlers(lowering, a, b)
      return
    case step.CAUGHT:
      lowering.decide(event.CATCH, a, b, c)
      return
    case step.UNCAUGHT:
      lowerUncaught(lowering, a)
      return
    case step.WITH_ITEMS:
      lowerWithItems(lowering, a, b)
      return
    case step.CASES:
      lowerCases(lowering, a, b, c)
      return
    case step.CLAUSES:
      lowerClauses(lowering, a, b, c)
      return
    case step.COMPARISON:
      lowerComparisonRest(lowering, a, b, c)
      return
    case step.DEFER:
      lowering.deferred += a
      return
    case step.STOP:
      sketch.current = NOWHERE
      return
    case step.FAIL:
      lowering.fail(event.RAISE, a)
      return
    case step.LEAVE_FUNCTION:
      lowering.emit(event.RETURN, a)
      lowering.leave(RETURNING)
      return
  }
}
