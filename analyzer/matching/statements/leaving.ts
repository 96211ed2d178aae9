// Statements behind which nothing runs.

import type { Checker } from '../../engine/checker.ts'
import { neverReturns } from '../../flow/suppression.ts'
import {
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CALL,
  K_CASE_CLAUSE,
  K_CONTINUE_STATEMENT,
  K_ELIF_CLAUSE,
  K_ELSE_CLAUSE,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_FOR_STATEMENT,
  K_IF_STATEMENT,
  K_MATCH_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRUE,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { conditionOf } from './branches.ts'
import { bodyOf, codeOf, expressionOf, statementsOf } from './statements.ts'

export const LEAVING: ReadonlySet<number> = new Set([
  K_RETURN_STATEMENT,
  K_RAISE_STATEMENT,
  K_CONTINUE_STATEMENT,
  K_BREAK_STATEMENT,
])

/** `while self.running:` in which a block says `self.running = False`: the loop ends all the same. */
export function endsLoop(tree: SyntaxTree, loop: Node, block: Node): boolean {
  if (tree.kind(loop) !== K_WHILE_STATEMENT) return false
  const flag = tree.text(conditionOf(tree, loop))
  return statementsOf(tree, block).some((one) => tree.text(one) === `${flag} = False`)
}

/** True when control never goes on behind the statement: it leaves on every way, or runs for ever. */
export function leavesAlways(checker: Checker, statement: Node): boolean {
  const { tree, facts } = checker
  const kind = tree.kind(statement)
  if (LEAVING.has(kind)) return true
  const expression = expressionOf(tree, statement)
  if (expression !== NO_NODE) {
    return tree.kind(expression) === K_CALL && neverReturns(facts, expression)
  }
  const parts = tree.namedChildren(statement)
  switch (kind) {
    case K_IF_STATEMENT: {
      const others = parts.filter((one) => [K_ELIF_CLAUSE, K_ELSE_CLAUSE].includes(tree.kind(one)))
      return (
        tree.hasChildOfKind(statement, K_ELSE_CLAUSE) &&
        [statement, ...others].every((one) => blockLeaves(checker, one))
      )
    }
    case K_MATCH_STATEMENT: {
      const cases = statementsOf(tree, bodyOf(tree, statement)).filter(
        (one) => tree.kind(one) === K_CASE_CLAUSE,
      )
      const last = cases.at(-1)
      const takesAll = last !== undefined && /^case\s+[^\W\d]\w*\s*:/.test(tree.spelled(last))
      return takesAll && cases.every((one) => blockLeaves(checker, one))
    }
    case K_TRY_STATEMENT: {
      const last = parts.find((one) => tree.kind(one) === K_FINALLY_CLAUSE)
      if (last !== undefined && blockLeaves(checker, last)) return true
      const handlers = parts.filter((one) => tree.kind(one) === K_EXCEPT_CLAUSE)
      const other = parts.find((one) => tree.kind(one) === K_ELSE_CLAUSE)
      const succeeds = blockLeaves(checker, statement) || (other && blockLeaves(checker, other))
      return succeeds === true && handlers.every((one) => blockLeaves(checker, one))
    }
    case K_FOR_STATEMENT:
      return elseLeaves(checker, statement)
    case K_WHILE_STATEMENT: {
      if (elseLeaves(checker, statement)) return true
      const condition = conditionOf(tree, statement)
      const isEndless = tree.kind(condition) === K_TRUE || tree.text(condition) === '1'
      return isEndless && !hasBreak(checker, bodyOf(tree, statement))
    }
    default:
      return false
  }
}

/** A loop that only ends by itself, and then its `else` leaves. */
function elseLeaves(checker: Checker, loop: Node): boolean {
  const clause = checker.tree.childOfKind(loop, K_ELSE_CLAUSE)
  return (
    clause !== NO_NODE &&
    blockLeaves(checker, clause) &&
    !hasBreak(checker, bodyOf(checker.tree, loop))
  )
}

function blockLeaves(checker: Checker, clause: Node): boolean {
  const { tree } = checker
  const body = bodyOf(tree, clause)
  const block = body === NO_NODE ? tree.childOfKind(clause, K_BLOCK) : body
  return block !== NO_NODE && statementsOf(tree, block).some((one) => leavesAlways(checker, one))
}

/** A `break` that ends this loop, not one inside of it. */
function hasBreak({ tree }: Checker, body: Node): boolean {
  for (const node of codeOf(tree, body)) {
    if (tree.kind(node) !== K_BREAK_STATEMENT) continue
    const loop = tree.ancestor(node, K_FOR_STATEMENT, K_WHILE_STATEMENT)
    if (loop < body) return true
    // In the `else` of a loop within, it ends the outer one.
    const clause = tree.ancestor(node, K_ELSE_CLAUSE, K_FOR_STATEMENT, K_WHILE_STATEMENT)
    if (tree.kind(clause) === K_ELSE_CLAUSE && tree.parent(clause) === loop) return true
  }
  return false
}
