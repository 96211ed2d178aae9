// The parts of `row.count`.
import { F_ATTRIBUTE, F_OBJECT, F_VALUE } from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'

/** `count` of `row.count`. */
export function attributeName(tree: SyntaxTree, attribute: Node): string {
  return tree.text(tree.child(attribute, F_ATTRIBUTE))
}

/** True for attributes of the object that the code belongs to. */
export function isSelf(tree: SyntaxTree, attribute: Node): boolean {
  const object = tree.child(attribute, F_OBJECT)
  return /^(?:self|cls)$/.test(
    tree.text(object === NO_NODE ? tree.child(attribute, F_VALUE) : object),
  )
}
