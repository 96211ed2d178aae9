// Parameters of helpers that get a constant at each call: what they hold is known as if written in place.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { F_FUNCTION, K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { argumentFor, hasUnpacking } from '../calls/calls.ts'
import { constantBehind } from './named-values.ts'

/**
 * True if every mention of a function is a call in its own file that gives a constant for the parameter.
 * Only where no other file calls it: what is private by its name, and what a migration holds.
 */
export function isGivenConstants(checker: Checker, owner: FunctionFacts, name: string): boolean {
  const { facts, tree, role } = checker
  if (owner.class !== undefined || owner.enclosing !== undefined || owner.isLambda) return false
  if (!/^_(?!_)/.test(owner.name) && role !== 'migration') return false
  const at = owner.parameters.findIndex((one) => one.name === name)
  const kind = owner.parameters[at]?.kind
  if (at < 0 || kind === 'rest' || kind === 'keywords' || owner.decorators.length > 0) return false
  let calls = 0
  for (const identifier of facts.identifiersNamed(owner.name)) {
    if (tree.parent(identifier) === owner.node) continue
    const call = tree.parent(identifier)
    if (tree.kind(call) !== K_CALL || tree.child(call, F_FUNCTION) !== identifier) return false
    if (hasUnpacking(tree, call)) return false
    const given = argumentFor(tree, call, at, name)
    if (given === NO_NODE || constantBehind(checker, given) === undefined) return false
    calls += 1
  }
  return calls > 0
}
