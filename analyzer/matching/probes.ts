// Attempts that only ask or convert: the exception is one of the two answers.
import type { Checker } from '../engine/checker.ts'
import { F_LEFT, K_ASSIGNMENT, K_DELETE_STATEMENT, K_SUBSCRIPT } from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { calleeName } from './calls.ts'
import { expressionOf, statementsOf } from './statements.ts'

const PROBE =
  /^builtins\.(?:int|float|complex|str|bool|bytes|repr|ascii|hash|len|hasattr|getattr|isinstance|issubclass|callable)$|^inspect\.is\w+$|^(?:ast\.literal_eval|decimal\.Decimal|uuid\.UUID|ipaddress\.ip_\w+)$/

/** Methods that answer yes or no. */
const QUESTION = /^(?:is|has|can|supports?)(?:_\w+|[a-z]+)$/

/** `cache[key] = value` and nothing else. */
function isItemOnly(tree: SyntaxTree, statement: Node): boolean {
  const assignment = expressionOf(tree, statement)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return false
  return tree.kind(tree.child(assignment, F_LEFT)) === K_SUBSCRIPT
}

/** One conversion or question and nothing else: few things can fail, and the default is the answer. */
export function isProbe(checker: Checker, attempt: Node): boolean {
  const { tree, facts } = checker
  const [only, more] = statementsOf(tree, attempt)
  if (only === undefined || more !== undefined) return false
  const calls = facts.calls.filter((call) => tree.contains(only, call))
  if (calls.length === 0) return tree.kind(only) === K_DELETE_STATEMENT || isItemOnly(tree, only)
  return calls.every(
    (call) => PROBE.test(facts.calleeName(call) ?? '') || QUESTION.test(calleeName(tree, call)),
  )
}
