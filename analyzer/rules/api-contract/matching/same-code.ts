// Two pieces of code that say the same, and expressions that only look.
import type { Checker } from '../../../engine/checker.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import type { Node, SyntaxTree } from '../../../syntax/tree.ts'

const IGNORED: ReadonlySet<number> = new Set([k.K_COMMENT, k.K_LINE_CONTINUATION])

/** True for the same tokens in the same order; comments and line breaks do not count. */
export function isSameCode(tree: SyntaxTree, left: Node, right: Node): boolean {
  const [leftEnd, rightEnd] = [tree.endOfSubtree(left), tree.endOfSubtree(right)]
  let [at, other] = [left, right]
  for (;;) {
    while (at < leftEnd && IGNORED.has(tree.kind(at))) at += 1
    while (other < rightEnd && IGNORED.has(tree.kind(other))) other += 1
    if (at >= leftEnd || other >= rightEnd) return at >= leftEnd && other >= rightEnd
    if (tree.kind(at) !== tree.kind(other)) return false
    // Below a text lie its escapes and values alone, not what stands between them.
    const isWhole = tree.kind(at) === k.K_STRING || tree.endOfSubtree(at) === at + 1
    const isLeaf = tree.endOfSubtree(other) === other + 1
    if (isWhole && tree.text(at) !== tree.text(other)) return false
    if (!isWhole && isLeaf) return false
    at = isWhole ? tree.endOfSubtree(at) : at + 1
    other = isWhole ? tree.endOfSubtree(other) : other + 1
  }
}

/** Functions and methods of texts that answer the same when they are asked again. */
const LOOKING =
  /^(?:isinstance|issubclass|callable|hasattr|len|type|abs|startswith|endswith|isdigit|isalpha|isalnum|isspace|isupper|islower|strip|lstrip|rstrip|lower|upper)$/

const ACTING: ReadonlySet<number> = new Set([
  k.K_AWAIT,
  k.K_YIELD,
  k.K_NAMED_EXPRESSION,
  k.K_LAMBDA,
  k.K_LIST_COMPREHENSION,
  k.K_SET_COMPREHENSION,
  k.K_DICTIONARY_COMPREHENSION,
  k.K_GENERATOR_EXPRESSION,
])

/** True for an expression of names, attributes, items, constants and operators, which changes nothing. */
export function isPure({ tree }: Checker, expression: Node): boolean {
  const end = tree.endOfSubtree(expression)
  for (let node = expression; node < end; node += 1) {
    const kind = tree.kind(node)
    if (ACTING.has(kind) || kind === k.K_ERROR) return false
    if (kind === k.K_CALL && !LOOKING.test(calleeName(tree, node))) return false
  }
  return true
}
