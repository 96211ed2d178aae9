// Expressions: which events they consist of, in the order in which Python evaluates them.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import * as event from './events.ts'
import type { Point } from './graph.ts'
import { isComprehension, lowerComprehension } from './lower-comprehensions.ts'
import type { Lowering } from './lowering.ts'
import * as step from './operations.ts'

/** Lays out one expression. Returns false for kinds that are no expressions. */
export function lowerExpression(lowering: Lowering, node: Node): boolean {
  const { tree } = lowering
  const kind = tree.kind(node)
  switch (kind) {
    case k.K_IDENTIFIER:
      lowering.emit(event.READ_NAME, node)
      return true
    case k.K_ATTRIBUTE:
      lowering.ask(step.EVALUATE, tree.child(node, k.F_OBJECT))
      lowering.ask(step.EMIT, event.READ_ATTRIBUTE, node)
      return true
    case k.K_SUBSCRIPT:
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.EMIT, event.READ_ITEM, node)
      return true
    case k.K_CALL:
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.EMIT, event.CALL, node)
      return true
    case k.K_KEYWORD_ARGUMENT:
      lowering.ask(step.EVALUATE, tree.child(node, k.F_VALUE))
      return true
    case k.K_AWAIT:
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.EMIT, event.SUSPEND, node)
      return true
    case k.K_YIELD:
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.EMIT, event.YIELD, node)
      if (lowering.isAsync) lowering.ask(step.EMIT, event.SUSPEND, node)
      return true
    case k.K_NAMED_EXPRESSION:
      lowering.ask(step.EVALUATE, tree.child(node, k.F_VALUE))
      lowering.ask(step.STORE, tree.child(node, k.F_NAME))
      return true
    case k.K_BOOLEAN_OPERATOR:
      lowerBoolean(lowering, node)
      return true
    case k.K_CONDITIONAL_EXPRESSION:
      lowerConditional(lowering, node)
      return true
    case k.K_COMPARISON_OPERATOR:
      lowerComparison(lowering, node)
      return true
    case k.K_BINARY_OPERATOR:
    case k.K_UNARY_OPERATOR:
    case k.K_LIST_SPLAT:
    case k.K_DICTIONARY_SPLAT:
    case k.K_PARENTHESIZED_LIST_SPLAT:
      lowering.ask(step.CHILDREN, node)
      lowering.ask(step.FAULTS)
      return true
    case k.K_LAMBDA:
      lowerDefaults(lowering, node)
      lowering.ask(step.EMIT, event.DEFINE, node)
      return true
    case k.K_ASSIGNMENT:
    case k.K_AUGMENTED_ASSIGNMENT:
      lowerAssignment(lowering, node)
      return true
    // Annotations do not run where they matter.
    case k.K_TYPE:
    case k.K_COMMENT:
    case k.K_STRING_CONTENT:
    case k.K_STRING_START:
    case k.K_STRING_END:
      return true
    default:
      if (isComprehension(kind)) lowerComprehension(lowering, node)
      else return false
      return true
  }
}

/** Evaluates the named children in their order. */
export function lowerChildren(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (tree.isNamed(child)) lowering.ask(step.EVALUATE, child)
  }
}

/** Evaluates default values of parameters; the parameters themselves belong to the function. */
export function lowerDefaults(lowering: Lowering, definition: Node): void {
  const { tree } = lowering
  const list = tree.child(definition, k.F_PARAMETERS)
  if (list === NO_NODE) return
  const end = tree.endOfSubtree(list)
  for (let child = list + 1; child < end; child = tree.endOfSubtree(child)) {
    const kind = tree.kind(child)
    if (kind !== k.K_DEFAULT_PARAMETER && kind !== k.K_TYPED_DEFAULT_PARAMETER) continue
    const value = tree.child(child, k.F_VALUE)
    if (value !== NO_NODE) lowering.ask(step.EVALUATE, value)
  }
}

/** An expression whose truth decides: jumps are threaded through `and`, `or` and `not`. */
export function lowerCondition(
  lowering: Lowering,
  node: Node,
  whenTrue: Point,
  whenFalse: Point,
): void {
  const { tree } = lowering
  switch (tree.kind(node)) {
    case k.K_PARENTHESIZED_EXPRESSION: {
      const inner = firstExpression(lowering, node)
      if (inner === NO_NODE) break
      lowering.ask(step.CONDITION, inner, whenTrue, whenFalse)
      return
    }
    case k.K_NOT_OPERATOR: {
      const inner = tree.child(node, k.F_ARGUMENT)
      if (inner === NO_NODE) break
      lowering.ask(step.CONDITION, inner, whenFalse, whenTrue)
      return
    }
    case k.K_BOOLEAN_OPERATOR: {
      const left = tree.child(node, k.F_LEFT)
      const right = tree.child(node, k.F_RIGHT)
      if (left === NO_NODE || right === NO_NODE) break
      const next = lowering.label()
      if (isAnd(lowering, node)) lowering.ask(step.CONDITION, left, next, whenFalse)
      else lowering.ask(step.CONDITION, left, whenTrue, next)
      lowering.ask(step.BIND, next)
      lowering.ask(step.CONDITION, right, whenTrue, whenFalse)
      return
    }
    default: {
      const constant = constantTruth(lowering, node)
      if (constant === undefined) break
      lowering.sketch.jump(constant ? whenTrue : whenFalse)
      return
    }
  }
  lowering.ask(step.EVALUATE, node)
  lowering.ask(step.BRANCH, node, whenTrue, whenFalse)
}

/** Operands from `node` up to `end`; a false comparison goes straight to `after`. */
export function lowerComparisonRest(lowering: Lowering, node: Node, end: Node, after: Point): void {
  const { tree } = lowering
  let operand = node
  while (operand < end && !isOperand(lowering, operand)) operand = tree.endOfSubtree(operand)
  if (operand >= end) {
    lowering.ask(step.BIND, after)
    return
  }
  let next = tree.endOfSubtree(operand)
  while (next < end && !isOperand(lowering, next)) next = tree.endOfSubtree(next)
  lowering.ask(step.EVALUATE, operand)
  lowering.ask(step.FAULTS)
  if (next < end) {
    const onward = lowering.label()
    lowering.ask(step.BRANCH, tree.parent(operand), onward, after)
    lowering.ask(step.BIND, onward)
  }
  lowering.ask(step.COMPARISON, next, end, after)
}

/** The value of `a and b`: `a` decides whether `b` is evaluated at all. */
function lowerBoolean(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const left = tree.child(node, k.F_LEFT)
  const right = tree.child(node, k.F_RIGHT)
  if (left === NO_NODE || right === NO_NODE) {
    lowering.ask(step.CHILDREN, node)
    return
  }
  const onward = lowering.label()
  const after = lowering.label()
  if (isAnd(lowering, node)) lowering.ask(step.CONDITION, left, onward, after)
  else lowering.ask(step.CONDITION, left, after, onward)
  lowering.ask(step.BIND, onward)
  lowering.ask(step.EVALUATE, right)
  lowering.ask(step.BIND, after)
}

/** `a if c else b`. */
function lowerConditional(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const [whenTrue, condition, whenFalse] = tree
    .namedChildren(node)
    .filter((child) => tree.kind(child) !== k.K_COMMENT)
  if (whenTrue === undefined || condition === undefined || whenFalse === undefined) {
    lowering.ask(step.CHILDREN, node)
    return
  }
  const yes = lowering.label()
  const no = lowering.label()
  const after = lowering.label()
  lowering.ask(step.CONDITION, condition, yes, no)
  lowering.ask(step.BIND, yes)
  lowering.ask(step.EVALUATE, whenTrue)
  lowering.ask(step.JUMP, after)
  lowering.ask(step.BIND, no)
  lowering.ask(step.EVALUATE, whenFalse)
  lowering.ask(step.BIND, after)
}

/** `a < b < c`: `c` is evaluated only if `a < b`. */
function lowerComparison(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const end = tree.endOfSubtree(node)
  let operands = 0
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (isOperand(lowering, child)) operands += 1
  }
  if (operands <= 2) {
    lowering.ask(step.CHILDREN, node)
    // Identity never fails; other comparisons run methods of the operands.
    if (!isIdentity(lowering, node)) lowering.ask(step.FAULTS)
    return
  }
  let first = node + 1
  while (!isOperand(lowering, first)) first = tree.endOfSubtree(first)
  lowering.ask(step.EVALUATE, first)
  lowering.ask(step.COMPARISON, tree.endOfSubtree(first), end, lowering.label())
}

/** The value first, then the targets from left to right; `a += b` reads `a` before `b`. */
function lowerAssignment(lowering: Lowering, node: Node): void {
  const { tree } = lowering
  const left = tree.child(node, k.F_LEFT)
  const right = tree.child(node, k.F_RIGHT)
  if (left === NO_NODE || right === NO_NODE) return
  if (tree.kind(node) === k.K_AUGMENTED_ASSIGNMENT) {
    lowerAugmented(lowering, left, right)
    return
  }
  const targets = [left]
  let value = right
  while (tree.kind(value) === k.K_ASSIGNMENT) {
    const target = tree.child(value, k.F_LEFT)
    const inner = tree.child(value, k.F_RIGHT)
    if (target === NO_NODE || inner === NO_NODE) break
    targets.push(target)
    value = inner
  }
  lowering.ask(step.EVALUATE, value)
  for (const target of targets) lowering.ask(step.STORE, target)
}

function lowerAugmented(lowering: Lowering, left: Node, right: Node): void {
  const { tree } = lowering
  // `(x) += 1` is not legal, but `(x.y) += 1` is.
  let target = left
  while (tree.kind(target) === k.K_PARENTHESIZED_EXPRESSION) {
    const inner = firstExpression(lowering, target)
    if (inner === NO_NODE) break
    target = inner
  }
  lowering.ask(step.EVALUATE, target)
  lowering.ask(step.EVALUATE, right)
  lowering.ask(step.FAULTS)
  lowering.ask(step.EMIT, writeOf(tree.kind(target)), target)
}

function writeOf(kind: number): number {
  if (kind === k.K_ATTRIBUTE) return event.WRITE_ATTRIBUTE
  return kind === k.K_SUBSCRIPT ? event.WRITE_ITEM : event.WRITE_NAME
}

export function firstExpression(lowering: Lowering, node: Node): Node {
  const { tree } = lowering
  const end = tree.endOfSubtree(node)
  for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
    if (isOperand(lowering, child)) return child
  }
  return NO_NODE
}

function isOperand({ tree }: Lowering, node: Node): boolean {
  return tree.isNamed(node) && tree.kind(node) !== k.K_COMMENT
}

function isAnd({ tree }: Lowering, node: Node): boolean {
  return tree.kind(tree.child(node, k.F_OPERATOR)) === k.T_AND
}

function isIdentity({ tree }: Lowering, comparison: Node): boolean {
  const operator = tree.child(comparison, k.F_OPERATORS)
  if (operator === NO_NODE) return false
  return tree.kind(operator) === k.T_IS || tree.kind(operator) === k.T__IS_NOT
}

/** What is known of the truth of a literal; `__debug__` counts as true. */
function constantTruth({ tree }: Lowering, node: Node): boolean | undefined {
  switch (tree.kind(node)) {
    case k.K_TRUE:
      return true
    case k.K_FALSE:
    case k.K_NONE:
      return false
    case k.K_INTEGER:
      return !/^0[box]?[0_]*$/i.test(tree.spelled(node))
    case k.K_IDENTIFIER:
      return tree.text(node) === '__debug__' ? true : undefined
    default:
      return undefined
  }
}
