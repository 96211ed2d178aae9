import type { Checker } from '../../../engine/checker.ts'
import { constantValue } from '../../../facts/literals.ts'
import * as k from '../../../syntax/kinds.ts'
import type { Node } from '../../../syntax/tree.ts'

/** Whether a comparison of two has not-a-number on a side, and is no test that it fails. */
export function comparesNan(checker: Checker, comparison: Node): boolean {
  const isNumberless = checker.tree.namedChildren(comparison).some((side) => isNan(checker, side))
  return isNumberless && !isDenied(checker, comparison)
}

/** `assertFalse(value == nan)`, `assert not value == nan`: a test that the comparison fails. */
function isDenied({ tree, facts }: Checker, comparison: Node): boolean {
  const parent = tree.parent(comparison)
  if (tree.kind(parent) === k.K_NOT_OPERATOR)
    return tree.kind(tree.parent(parent)) === k.K_ASSERT_STATEMENT
  const call = tree.parent(parent)
  if (tree.kind(parent) !== k.K_ARGUMENT_LIST || tree.kind(call) !== k.K_CALL) return false
  return /(?:^|\.)(?:assertFalse|assert_false)$/.test(facts.dottedText(facts.callee(call)) ?? '')
}

function isNan({ tree, facts }: Checker, node: Node): boolean {
  if (tree.kind(node) !== k.K_CALL)
    return /^(?:math\.nan|cmath\.nan|numpy\.(?:nan|NaN|NAN))$/.test(facts.qualifiedName(node) ?? '')
  if (facts.calleeName(node) !== 'builtins.float') return false
  const [text, more] = facts.arguments(node)
  if (text === undefined || more !== undefined) return false
  const value = constantValue(tree, text.value)
  return typeof value === 'string' && /^[-+]?nan$/i.test(value.trim())
}
