// Attempts that only ask or convert: the exception is one of the two answers.
import type { Checker } from '../engine/checker.ts'
import type { Node } from '../syntax/tree.ts'
import { statementsOf } from './statements.ts'

const PROBE =
  /^builtins\.(?:int|float|complex|str|bool|bytes|repr|ascii|hash|len|hasattr|getattr|isinstance|issubclass|callable)$|^inspect\.is\w+$|^(?:ast\.literal_eval|decimal\.Decimal|uuid\.UUID|ipaddress\.ip_\w+)$/

/** One conversion or question and nothing else: few things can fail, and the default is the answer. */
export function isProbe(checker: Checker, attempt: Node): boolean {
  const { tree, facts } = checker
  const [only, more] = statementsOf(tree, attempt)
  if (only === undefined || more !== undefined) return false
  const calls = facts.calls.filter((call) => tree.contains(only, call))
  return calls.length > 0 && calls.every((call) => PROBE.test(facts.calleeName(call) ?? ''))
}
