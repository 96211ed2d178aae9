// Files that hold a secret for the program that reads it, and go with their block.
import type { Checker } from '../../../engine/checker.ts'
import { K_FUNCTION_DEFINITION, K_WITH_CLAUSE, K_WITH_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `with NamedTemporaryFile() as file:`, and perhaps `with open(file.name, 'w') as opened:` in it. */
export function isHandedOver({ tree }: Checker, call: Node): boolean {
  for (
    let block = tree.ancestor(call, K_WITH_STATEMENT, K_FUNCTION_DEFINITION);
    block !== NO_NODE && tree.kind(block) === K_WITH_STATEMENT;
    block = tree.ancestor(block, K_WITH_STATEMENT, K_FUNCTION_DEFINITION)
  ) {
    const made = tree.text(tree.childOfKind(block, K_WITH_CLAUSE))
    if (/chmod\([^()]*0o?[46]00\)/.test(tree.spelled(block))) return true
    if (/te?mp|(?:pass|key|secret|cred)\w*_?file/i.test(made)) return true
  }
  return false
}
