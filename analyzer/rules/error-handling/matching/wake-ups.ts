// Waits with a limit that is there to look at something else now and then.
import { conditionOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

const OVER =
  /^except\s+\(?(?:[\w.]+\.)?(?:TimeoutError|timeout|Empty|QueueEmpty)(?:,?\s*\))?(?:\s+as\s+\w+)?:/
const ENDS = /stop|clos|shut|exit|quit|running|alive|active|done|terminat|is_set|finish/i

/** `while not stopping: try: accept() except TimeoutError: continue`: the limit is over, the flag is looked at. */
export function isWakeUp(tree: SyntaxTree, clause: Node, outcome: string): boolean {
  if (outcome === 'returns' || !OVER.test(tree.spelled(clause))) return false
  const loop = tree.ancestor(clause, k.K_WHILE_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== k.K_WHILE_STATEMENT) return false
  const condition = conditionOf(tree, loop)
  return condition !== NO_NODE && ENDS.test(tree.spelled(condition))
}
