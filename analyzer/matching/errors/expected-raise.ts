// Code of a test that is meant to raise.
import type { FileFacts } from '../../facts/file-facts.ts'
import { K_BLOCK, K_WITH_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

const EXPECTS = /\bassertRaises\w*\(|\braises\(|\bRaisesGroup\(/

/** True in the block of `with self.assertRaises(...)` or `with pytest.raises(...)`. */
export function isExpectedToRaise({ tree }: FileFacts, node: Node): boolean {
  for (let at = tree.ancestor(node, K_WITH_STATEMENT); at !== NO_NODE; ) {
    const body = tree.childOfKind(at, K_BLOCK)
    const header = tree.source.slice(
      tree.start(at),
      body === NO_NODE ? undefined : tree.start(body),
    )
    if (EXPECTS.test(header)) return true
    at = tree.ancestor(at, K_WITH_STATEMENT)
  }
  return false
}

/** True if a function around the node says that something in it is expected to raise. */
export function isAboutRaising(facts: FileFacts, node: Node): boolean {
  for (let one = facts.enclosingFunction(node); one !== undefined; one = one.enclosing) {
    if (EXPECTS.test(facts.tree.spelled(one.node))) return true
  }
  return false
}
