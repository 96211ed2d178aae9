// Handlers of tests that end a loop: a queue that is empty, a server that is there at last.
import type { Checker } from '../engine/checker.ts'
import {
  K_BREAK_STATEMENT,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { handlerText } from './handlers.ts'
import { bodyOf, codeOf, statementsOf } from './statements.ts'

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
