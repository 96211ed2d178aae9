// `Queue[int]()` calls the class `Queue`: what the brackets hold are types, for readers of types only.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** Names of classes: `Queue`, and the generic ones of the language that begin with a small letter. */
const CLASS = /^(?:[A-Z]\w*[a-z]\w*|deque|defaultdict|list|dict|set|frozenset|tuple)$/
/** The first type between the brackets; a key or an index of a table looks otherwise. */
const TYPE =
  /^(?:(?:\w+\.)*(?:[A-Z]|[A-Z]\w*[a-z]\w*)|None|bool|bytes|complex|deque|dict|float|frozenset|int|list|object|set|str|tuple|type)(?![\w.("'])/

/** The class of `Class[types]` where such an expression is called, every other callee as it is. */
export function withoutTypes(tree: SyntaxTree, callee: Node): Node {
  if (callee === NO_NODE || tree.kind(callee) !== k.K_SUBSCRIPT) return callee
  const named = tree.child(callee, k.F_VALUE)
  const types = tree.child(callee, k.F_SUBSCRIPT)
  if (named === NO_NODE || types === NO_NODE) return callee
  const kind = tree.kind(named)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return callee
  const last = tree.text(named).split('.').at(-1) ?? ''
  return CLASS.test(last) && TYPE.test(tree.text(types)) ? named : callee
}
