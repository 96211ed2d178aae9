// What a name or a sum stands for, looked through to where it was given its value.
import type { Checker } from '../../engine/checker.ts'
import { type Constant, constantValue } from '../../facts/literals.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import { OUTER_VALUE } from '../../flow/def-use.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { heldConstant } from './class-constants.ts'
import { sharedConstant } from './shared-constants.ts'

const MAX_STEPS = 8

/** The one constant that an expression is: names, fields, imports and sums looked through. */
export function constantBehind(checker: Checker, expression: Node, step = 0): Constant | undefined {
  const { tree, facts } = checker
  if (expression === NO_NODE || step > MAX_STEPS) return undefined
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_BINARY_OPERATOR:
      return sum(checker, node, step + 1)
    case k.K_ATTRIBUTE:
      return sharedConstant(checker, node)
    case k.K_IDENTIFIER: {
      const value = valueBehind(checker, node)
      if (value === node) return sharedConstant(checker, node)
      return facts.isWrite(node) ? undefined : constantBehind(checker, value, step + 1)
    }
    default:
      return constantValue(tree, node)
  }
}

/** The constant behind an expression, one that `__init__` alone puts into a field too. */
export function constantHere(checker: Checker, expression: Node): Constant | undefined {
  const given = constantBehind(checker, expression)
  return given === undefined ? heldConstant(checker, expression) : given
}

/** `'rsa' + '_key'`, `2 * 1024`. */
function sum(checker: Checker, node: Node, step: number): Constant | undefined {
  const { tree } = checker
  const left = constantBehind(checker, tree.child(node, k.F_LEFT), step)
  if (left === undefined) return undefined
  const right = constantBehind(checker, tree.child(node, k.F_RIGHT), step)
  const operator = tree.kind(tree.child(node, k.F_OPERATOR))
  if (typeof left === 'string' && typeof right === 'string') {
    return operator === k.T_PLUS ? left + right : undefined
  }
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  if (operator === k.T_STAR) return left * right
  return operator === k.T_PLUS ? left + right : undefined
}

/** The expression behind a name where one assignment alone gives it, through names; else itself. */
export function valueBehind({ tree, facts, flow }: Checker, expression: Node): Node {
  let node = withoutBrackets(tree, expression)
  for (let step = 0; step < MAX_STEPS && tree.kind(node) === k.K_IDENTIFIER; step += 1) {
    const binding = facts.resolve(node)
    const [only] = binding?.definitions ?? []
    let target = NO_NODE
    if (binding?.definitionCount === 1) target = only?.kind === 'assignment' ? only.node : NO_NODE
    else if (binding?.scope?.function !== undefined && binding.kind === 'variable') {
      target = reachingWrite(node)
    }
    const written = target === NO_NODE ? undefined : writtenValue(tree, target)
    if (written?.kind !== 'whole') return node
    node = withoutBrackets(tree, written.node)
  }
  return node

  /** Of several assignments the only one that can be seen here. */
  function reachingWrite(name: Node): Node {
    const graph = flow.around(name)
    const defUse = flow.defUse(graph)
    const value = defUse.valueOf(name)
    const writes = value === undefined ? [] : defUse.writesOf(value)
    const [write] = writes
    const isSure = writes.length === 1 && write !== undefined && write !== OUTER_VALUE
    return isSure ? graph.eventNode(write) : NO_NODE
  }
}
