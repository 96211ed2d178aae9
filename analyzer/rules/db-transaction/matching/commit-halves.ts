// What a function changes before and behind a commit, and whether the two belong together.
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { isCleanup } from '../../../matching/errors/handlers.ts'
import {
  F_LEFT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_CALL,
  K_FOR_STATEMENT,
  K_IF_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The node at which the flow graph holds the change. */
export function eventNode({ tree }: Checker, change: Node): Node {
  return tree.kind(change) === K_CALL ? change : tree.child(change, F_LEFT)
}

/** True for what a loop of the same function does. */
export function isInLoop({ tree, facts }: Checker, node: Node): boolean {
  const loop = tree.ancestor(node, K_FOR_STATEMENT, K_WHILE_STATEMENT)
  return loop !== NO_NODE && facts.enclosingFunction(loop) === facts.enclosingFunction(node)
}

const CLAIM = /running|in_?progress|processing|claimed|started|sending|syncing|uploading|locked/i

/** True when the first half marks a row as being worked on. */
export function isClaim({ tree }: Checker, changes: readonly Node[]): boolean {
  return changes.some((node) => tree.kind(node) === K_ASSIGNMENT && CLAIM.test(tree.spelled(node)))
}

/** True when the second half only saves what came from outside in between. */
export function isWorkBetween(
  checker: Checker,
  owner: FunctionFacts,
  first: Node,
  changes: readonly Node[],
): boolean {
  const { tree, facts } = checker
  const [change] = changes
  if (change === undefined) return false
  for (const call of facts.calls) {
    if (call < first || call > change || facts.enclosingFunction(call) !== owner) continue
    const name = calleeName(tree, call)
    if (
      /^(?:send\w*|post|put|publish|emit|upload\w*|charge\w*|delay|kiq|apply_async|enqueue\w*|request|run_in_executor|to_thread)$/.test(
        name,
      )
    ) {
      return true
    }
  }
  return false
}

/** Changes of rows between two nodes of a function, on no branch that only one of them is in. */
export function changesIn(checker: Checker, owner: FunctionFacts, from: Node, to: Node): Node[] {
  const { tree, facts } = checker
  const found: Node[] = []
  for (let node = from + 1; node < to; node += 1) {
    const kind = tree.kind(node)
    if (kind !== K_CALL && kind !== K_ASSIGNMENT && kind !== K_AUGMENTED_ASSIGNMENT) continue
    if (facts.enclosingFunction(node) !== owner || isCleanup(checker, node)) continue
    const branch = tree.ancestor(node, K_IF_STATEMENT)
    if (branch !== NO_NODE && branch > owner.node && !tree.contains(branch, to)) continue
    if (changesRow(checker, node)) found.push(node)
  }
  return found
}

function changesRow(checker: Checker, node: Node): boolean {
  const { tree } = checker
  if (tree.kind(node) === K_CALL) {
    const name = calleeName(tree, node)
    if (!/^(?:add|add_all|merge|delete|execute|exec)$/.test(name)) return false
    return sqlOf(checker).write(node) !== undefined
  }
  const target = tree.child(node, F_LEFT)
  return (
    target !== NO_NODE &&
    tree.kind(target) === K_ATTRIBUTE &&
    !/^(?:self|cls|response|request|app|ctx|config|settings)\b/.test(tree.spelled(target))
  )
}
