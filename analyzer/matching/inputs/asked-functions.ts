// Tests that a function of the project makes of what it is given, as far as they hold where the value is used.
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { isCondition, isResultTested } from './asked-results.ts'
import type { FileReader } from './input-sources.ts'
import { between, isLeftBehind, isSwallowed } from './test-reach.ts'

/** `if is_word(name):`, `require_known(name)`: what a function of the project asks of its argument. */
export function answeredBy(checker: FileReader, reference: Node, use: Node): number {
  const { tree } = checker
  if (checker.answers === undefined) return 0
  const parent = tree.parent(reference)
  const list = tree.kind(parent) === k.K_KEYWORD_ARGUMENT ? tree.parent(parent) : parent
  if (tree.kind(list) !== k.K_ARGUMENT_LIST) return 0
  const call = tree.parent(list)
  if (tree.kind(call) !== k.K_CALL || tree.contains(call, use)) return 0
  const answers = checker.answers(call, reference)
  if (answers === undefined) return 0
  let found = isSwallowed(tree, call) ? 0 : answers.any
  if ((answers.yes | answers.no) === 0) return found
  const { test, isPositive } = askedAs(checker, call)
  const isKept = tree.testedBy(test) !== NO_NODE
  if (!isKept && isResultTested(checker, call)) return found | answers.yes
  if (!isCondition(checker, test)) return found
  if (!isLeftBehind(checker, test, use, isPositive)) found |= answers.yes
  if (!isLeftBehind(checker, test, use, !isPositive)) found |= answers.no
  return found
}

/** `await find(name) is None` of `find(name)`: what asks for the answer, and whether it has to be true. */
function askedAs(
  checker: FileReader,
  call: Node,
): { readonly test: Node; readonly isPositive: boolean } {
  const { tree } = checker
  let test = call
  for (;;) {
    const parent = tree.parent(test)
    const kind = tree.kind(parent)
    if (kind !== k.K_AWAIT && kind !== k.K_PARENTHESIZED_EXPRESSION) break
    test = parent
  }
  const comparison = tree.parent(test)
  if (tree.kind(comparison) !== k.K_COMPARISON_OPERATOR) return { test, isPositive: true }
  const [left, right] = tree.namedChildren(comparison)
  if (left !== test || right === undefined) return { test, isPositive: true }
  const isNot = /\bnot\b|!=/.test(between(checker, left, right))
  const isTrue = tree.kind(right) === k.K_TRUE
  return { test: comparison, isPositive: isNot !== isTrue }
}
