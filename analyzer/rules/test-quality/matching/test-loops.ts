// Handlers of tests that end a loop: a queue that is empty, a server that is there at last.

import type { Checker } from '../../../engine/checker.ts'
import { handlerText } from '../../../matching/errors/handlers.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import { bodyOf, codeOf, statementsOf } from '../../../matching/statements/statements.ts'
import {
  K_BREAK_STATEMENT,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRUE,
  K_WHILE_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `while True: queue.get(block=False)` until the queue is empty. */
export function isDrain({ tree }: Checker, clause: Node, attempt: Node): boolean {
  const [only, more] = statementsOf(tree, attempt)
  if (only === undefined || more !== undefined || tree.kind(only) !== K_WHILE_STATEMENT) {
    return false
  }
  return /Empty|StopIteration|IndexError|EOFError/.test(handlerText(tree, clause))
}

/** True in a loop that goes on until the block gets through. */
export function isPoll(checker: Checker, clause: Node): boolean {
  const { tree } = checker
  const loop = tree.ancestor(clause, K_WHILE_STATEMENT, K_FOR_STATEMENT, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) === K_FUNCTION_DEFINITION) return false
  if (tree.kind(loop) === K_WHILE_STATEMENT) return true
  return [...codeOf(tree, bodyOf(tree, tree.parent(clause)))].some((node) => {
    const kind = tree.kind(node)
    return kind === K_BREAK_STATEMENT || kind === K_RETURN_STATEMENT
  })
}

/** `while True:` that nothing but this failure ends: the test goes on once it has come. */
export function endsTheLoop({ tree }: Checker, clause: Node, body: Node): boolean {
  const statements = statementsOf(tree, body)
  const isBreak = statements.length === 1 && tree.kind(statements[0] ?? body) === K_BREAK_STATEMENT
  const loop = tree.parent(tree.parent(tree.parent(clause)))
  if (!isBreak || loop === NO_NODE || tree.kind(loop) !== K_WHILE_STATEMENT) return false
  if (tree.kind(conditionOf(tree, loop)) !== K_TRUE) return false
  for (let node = loop; node < tree.endOfSubtree(loop); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_RETURN_STATEMENT || kind === K_RAISE_STATEMENT) return false
    if (kind === K_BREAK_STATEMENT && node !== statements[0]) return false
  }
  return true
}
