// What becomes of a failure in a `try` of a test: whether the clause takes assertions too, whether the block
// or what follows fails by itself, what is checked behind it.
import type { Checker } from '../../../engine/checker.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { caughtTypes, isIdleStatement, isPlainDefault } from '../../../matching/errors/handlers.ts'
import { bodyOf, expressionOf, statementsOf } from '../../../matching/statements/statements.ts'
import { assertsItself } from '../../../matching/tests/assertions.ts'
import {
  K_ASSERT_STATEMENT,
  K_BREAK_STATEMENT,
  K_CALL,
  K_ELSE_CLAUSE,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** True when the test asserts something after the `try`. */
export function checksBehind(checker: Checker, clause: Node, test: Node): boolean {
  const { tree, facts } = checker
  for (let at = tree.parent(clause); at !== test && at !== NO_NODE; at = tree.parent(at)) {
    for (let next = tree.nextSibling(at); next !== NO_NODE; next = tree.nextSibling(next)) {
      if (tree.isNamed(next) && assertsItself(facts, next)) return true
    }
  }
  return false
}

/** True for a clause that catches a failed assertion, by `except:` or by its types. */
export function takesAssertions(checker: Checker, clause: Node): boolean {
  const types = caughtTypes(checker.tree, clause)
  if (types.length === 0) return true
  return types.some((type) =>
    /^(?:Exception|BaseException|AssertionError|self\.failureException)$/.test(
      checker.tree.text(type),
    ),
  )
}

/** True for a statement that leaves the test as if all were well. */
export function isSilent(checker: Checker, statement: Node): boolean {
  const { tree, facts } = checker
  if (isIdleStatement(tree, statement)) return true
  const kind = tree.kind(statement)
  if (kind === K_BREAK_STATEMENT) return true
  if (kind === K_RETURN_STATEMENT) {
    const value = statementsOf(tree, statement)[0]
    return value === undefined || isPlainDefault(tree, value)
  }
  const call = expressionOf(tree, statement)
  return (
    call !== NO_NODE && tree.kind(call) === K_CALL && facts.calleeName(call) === 'builtins.print'
  )
}

const FAIL = /^(?:_?fail\w*|skip\w*|xfail)$/

/** True when the block ends in a failure, or the `else` behind it holds one. */
export function failsBehind(checker: Checker, clause: Node): boolean {
  const { tree } = checker
  const statement = tree.parent(clause)
  const elseClause = tree.childOfKind(statement, K_ELSE_CLAUSE)
  const ends = [
    statementsOf(tree, bodyOf(tree, statement)).at(-1),
    ...(elseClause === NO_NODE ? [] : statementsOf(tree, bodyOf(tree, elseClause))),
  ]
  return ends.some((end) => {
    if (end === undefined) return false
    const kind = tree.kind(end)
    if (kind === K_RAISE_STATEMENT || kind === K_ASSERT_STATEMENT) return true
    const call = expressionOf(tree, end)
    if (call === NO_NODE || tree.kind(call) !== K_CALL) return false
    return FAIL.test(calleeName(tree, call)) || /^assert/.test(calleeName(tree, call))
  })
}
