// Whether a text comes to a call that executes it, by whatever way is seen in its function.
import type { Checker } from '../../../engine/checker.ts'
import {
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_CALL,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { handedCall } from './handed-calls.ts'
import { FUNCTIONS, SQL_METHODS } from './sql-texts.ts'

/** What executes a statement in the end: the callee, or the function that it is handed. */
export function executing(checker: Checker, call: Node): Node {
  return handedCall(checker, call)?.callee ?? checker.facts.callee(call)
}

/** True for a text that is given to such a call, by itself, under a name or inside of a list. */
export function reachesSink(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    const parent = tree.parent(at)
    if (parent === NO_NODE) return false
    const kind = tree.kind(parent)
    if (kind === K_CALL && at !== node) {
      if (isSink(checker, parent)) return true
    } else if (kind === K_ASSIGNMENT) {
      const target = parent + 1
      if (tree.kind(target) !== K_IDENTIFIER) return false
      const binding = facts.resolve(target)
      return [...(binding?.references ?? [])].some((reference) => isPassed(checker, reference))
    } else if (
      kind !== K_ARGUMENT_LIST &&
      kind !== K_KEYWORD_ARGUMENT &&
      kind !== K_CALL &&
      !isExpression(kind)
    ) {
      return false
    }
  }
  return false
}

function isPassed(checker: Checker, reference: Node): boolean {
  const { tree } = checker
  const call = tree.ancestor(reference, K_CALL)
  if (call === NO_NODE) return false
  const outer = tree.ancestor(call, K_CALL)
  return isSink(checker, call) || (outer !== NO_NODE && isSink(checker, outer))
}

function isSink(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const callee = executing(checker, call)
  const text = callee === NO_NODE ? '' : tree.text(callee)
  const origin = facts.calleeName(call)
  if (origin !== undefined && (FUNCTIONS as readonly string[]).includes(origin)) return true
  return SQL_METHODS.has(text.slice(text.lastIndexOf('.') + 1)) && text.includes('.')
}

const isExpression = (kind: number): boolean => kind === K_LIST || kind === K_BINARY_OPERATOR
