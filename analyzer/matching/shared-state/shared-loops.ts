// Loops over shared collections themselves, also by a local name, and whether a loop goes on behind a wait.
import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Access } from '../../flow/accesses.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import {
  F_RIGHT,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CALL,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_SLICE,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { bodyOf, statementsOf } from '../statements/statements.ts'

/** The reads of shared collections that a function loops over in place. */
export function sharedLoops({ accesses }: FunctionAnalysis): Access[] {
  return accesses.filter(
    ({ kind, use, location }) => kind === 'read' && use === 'iterate' && location.isShared,
  )
}

/** Loops over a local name for the collection, as long as the function leaves that in its place. */
export function aliasLoops(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  { graph, locations, accesses }: FunctionAnalysis,
): Access[] {
  const found: Access[] = []
  for (const loop of facts.nodesOfKind(K_FOR_STATEMENT)) {
    if (!tree.contains(owner.node, loop) || facts.enclosingFunction(loop) !== owner) continue
    const node = tree.child(loop, F_RIGHT)
    if (node === NO_NODE) continue
    if (tree.kind(node) !== K_IDENTIFIER && tree.kind(node) !== K_CALL) continue
    if (locations.of(node)?.isShared || isCopied(facts, node)) continue
    const location =
      tree.kind(node) === K_CALL ? locations.ofResult(node) : locations.ofObject(node)
    const event = graph.eventsAt(node)[0]
    if (location?.isShared !== true || event === undefined) continue
    const isTakenOut = accesses.some(
      (access) => access.kind === 'write' && access.location.key === location.key,
    )
    if (!isTakenOut) found.push({ event, node, location, kind: 'read', use: 'iterate' })
  }
  return found
}

/** `handlers = self.handlers[name][:]` before the loop. */
function isCopied(facts: FileFacts, name: Node): boolean {
  const definitions = facts.resolve(name)?.definitions ?? []
  return definitions.some(({ node }) => {
    const value = assignedValue(facts.tree, node)
    return value !== NO_NODE && isSlice(facts.tree, value)
  })
}

/** True for `items[:]`, which is a copy. */
export function isSlice(tree: SyntaxTree, node: Node): boolean {
  return tree.kind(node) === K_SUBSCRIPT && tree.hasChildOfKind(node, K_SLICE)
}

/** True if the loop is left behind an await, or behind a change, in any case: there is no next step. */
export function endsLoop(checker: Checker, loop: Node, wait: Node): boolean {
  const { tree } = checker
  const body = bodyOf(tree, loop)
  for (let at = wait; at !== body && at !== loop; at = tree.parent(at)) {
    const block = tree.parent(at)
    if (tree.kind(block) !== K_BLOCK) continue
    const after = statementsOf(tree, block).filter((statement) => statement >= at)
    if (after.some((statement) => ENDING.has(tree.kind(statement)))) return true
  }
  return false
}

const ENDING: ReadonlySet<number> = new Set([
  K_RETURN_STATEMENT,
  K_RAISE_STATEMENT,
  K_BREAK_STATEMENT,
])
