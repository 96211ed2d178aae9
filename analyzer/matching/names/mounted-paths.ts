// Paths inside of a container: what is bound to where, as container clients take it.
import { stringValue } from '../../facts/strings.ts'
import { F_KEY, F_VALUE, K_DICTIONARY, K_PAIR } from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'

/** True for the paths of `{'/var/lib/db': {'bind': '/var/lib/db', 'mode': 'rw'}}`. */
export function isMounted(tree: SyntaxTree, text: Node): boolean {
  const pair = tree.parent(text)
  if (pair === NO_NODE || tree.kind(pair) !== K_PAIR) return false
  const key = tree.child(pair, F_KEY)
  if (key === text) {
    // A path that stands for itself on both sides is that of the image.
    const target = boundTo(tree, tree.child(pair, F_VALUE))
    return target !== undefined && target === stringValue(tree, text)
  }
  return stringValue(tree, key) === 'bind'
}

/** The path under the key `bind` of a literal dictionary. */
function boundTo(tree: SyntaxTree, value: Node): string | undefined {
  if (value === NO_NODE || tree.kind(value) !== K_DICTIONARY) return undefined
  const pair = tree
    .namedChildren(value)
    .find(
      (one) => tree.kind(one) === K_PAIR && stringValue(tree, tree.child(one, F_KEY)) === 'bind',
    )
  return pair === undefined ? undefined : stringValue(tree, tree.child(pair, F_VALUE))
}
