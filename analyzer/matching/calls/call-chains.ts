// Chains of calls, `a.b(x).c(y)`, from their end to their start.
import type { Checker } from '../../engine/checker.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_CALL,
  K_PARENTHESIZED_EXPRESSION,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** The expression without brackets and `await`. */
export function bare(checker: Checker, expression: Node): Node {
  const { tree } = checker
  let node = expression
  while (node !== NO_NODE) {
    const kind = tree.kind(node)
    if (kind !== K_PARENTHESIZED_EXPRESSION && kind !== K_AWAIT) return node
    node = tree.namedChildren(node)[0] ?? NO_NODE
  }
  return node
}

export interface Chain {
  /** Names of the methods and attributes, from the last to the first. */
  readonly methods: readonly string[]
  /** The calls of the chain, from the last to the first. */
  readonly calls: readonly Node[]
  /** What the chain starts with. */
  readonly root: Node
}

/** `a.b(x).c(y)` from its end to its start; `await` and brackets are looked through. */
export function readChain(checker: Checker, expression: Node): Chain {
  const { tree } = checker
  const methods: string[] = []
  const calls: Node[] = []
  let node = bare(checker, expression)
  for (;;) {
    if (tree.kind(node) === K_CALL) {
      const callee = tree.callee(node)
      calls.push(node)
      if (tree.kind(callee) !== K_ATTRIBUTE) return { methods, calls, root: callee }
      node = callee
    } else if (tree.kind(node) === K_ATTRIBUTE) {
      methods.push(tree.text(tree.child(node, F_ATTRIBUTE)))
      node = bare(checker, tree.child(node, F_OBJECT))
    } else {
      return { methods, calls, root: node }
    }
  }
}
