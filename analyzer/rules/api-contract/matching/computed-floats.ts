// Which values come out of arithmetic in floats, and so carry a remainder.
import type { Checker } from '../../../engine/checker.ts'
import { numberValue } from '../../../facts/literals.ts'
import { withoutBrackets } from '../../../facts/strings.ts'
import { OUTER_VALUE } from '../../../flow/def-use.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const INEXACT =
  /^math\.(?:sqrt|hypot|dist|sin|cos|tan|asin|acos|atan|atan2|exp|log|log2|log10|radians|degrees|pow)$/

/**
 * The expression itself if it, or what its name was given, is computed in floats. A quotient counts only
 * where it is sure to be one of numbers: `root / name` is a path.
 */
export function computedFloat(
  checker: Checker,
  expression: Node,
  isOfNumbers: boolean,
): Node | undefined {
  const { tree, facts, flow } = checker
  const node = withoutBrackets(tree, expression)
  if (isComputed(checker, node, isOfNumbers)) return node
  const kind = tree.kind(node)
  if (kind === k.K_ATTRIBUTE) {
    return isChangedBefore(checker, node, isOfNumbers) ? node : undefined
  }
  if (kind !== k.K_IDENTIFIER || facts.resolve(node)?.scope?.function === undefined)
    return undefined
  const graph = flow.around(node)
  const defUse = flow.defUse(graph)
  const value = defUse.valueOf(node)
  const writes = value === undefined ? [] : defUse.writesOf(value)
  const isInexact = writes.some((write) => {
    if (write === OUTER_VALUE) return false
    const assignment = tree.parent(graph.eventNode(write))
    return isInexactAssignment(checker, assignment, isOfNumbers)
  })
  return isInexact ? node : undefined
}

/** `total += price * 1.19`, `distance = math.hypot(x, y)`. */
function isInexactAssignment(checker: Checker, assignment: Node, isOfNumbers: boolean): boolean {
  const { tree } = checker
  const kind = tree.kind(assignment)
  const value =
    kind === k.K_ASSIGNMENT || kind === k.K_AUGMENTED_ASSIGNMENT
      ? tree.child(assignment, k.F_RIGHT)
      : NO_NODE
  if (value === NO_NODE) return false
  const inner = withoutBrackets(tree, value)
  if (isComputed(checker, inner, isOfNumbers)) return true
  return kind === k.K_AUGMENTED_ASSIGNMENT && isFraction(checker, inner)
}

/** `self.litres -= part * 0.1` above in the same function. */
function isChangedBefore(checker: Checker, attribute: Node, isOfNumbers: boolean): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(attribute)
  if (owner === undefined) return false
  const text = tree.text(attribute)
  return Array.from(facts.nodesIn(owner.node, k.K_AUGMENTED_ASSIGNMENT)).some(
    (one) =>
      one < attribute &&
      tree.text(tree.child(one, k.F_LEFT)) === text &&
      isInexactAssignment(checker, one, isOfNumbers),
  )
}

/** Arithmetic with a fraction that no float holds exactly, a quotient with such a number, a root. */
function isComputed(checker: Checker, node: Node, isOfNumbers: boolean): boolean {
  const { tree, facts } = checker
  const kind = tree.kind(node)
  if (kind === k.K_CALL) return INEXACT.test(facts.calleeName(node) ?? '')
  if (kind !== k.K_BINARY_OPERATOR) return false
  const operator = tree.kind(tree.child(node, k.F_OPERATOR))
  if (operator === k.T_SLASH) return isOfNumbers
  if (!ARITHMETIC.has(operator)) return false
  return [k.F_LEFT, k.F_RIGHT].some((side) => {
    const part = withoutBrackets(tree, tree.child(node, side))
    return isFraction(checker, part) || isComputed(checker, part, isOfNumbers)
  })
}

const ARITHMETIC: ReadonlySet<number> = new Set([k.T_PLUS, k.T_DASH, k.T_STAR, k.T_STAR_STAR])

/** `0.1`, `1.19`: not `0.5` nor `2.0`, which a float holds exactly. */
function isFraction({ tree }: Checker, node: Node): boolean {
  if (tree.kind(node) !== k.K_FLOAT) return false
  const value = numberValue(tree.text(node))
  return value !== undefined && !Number.isInteger(value * 1024)
}
