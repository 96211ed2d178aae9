// `Depends(f)`: what the framework passes for a parameter is what `f` gives.
import type { FileFacts } from '../facts/file-facts.ts'
import type { Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { Evaluator } from './file-types.ts'

const DEPENDS: ReadonlySet<string> = new Set([
  'fastapi.Depends',
  'fastapi.Security',
  'fastapi.params.Depends',
  'fast_depends.Depends',
  'taskiq.TaskiqDepends',
  'taskiq_dependencies.Depends',
])

export function isDependency(facts: FileFacts, expression: Node): boolean {
  if (facts.tree.kind(expression) !== k.K_CALL) return false
  return DEPENDS.has(facts.calleeName(expression) ?? '')
}

/** What is provided for `Depends(...)`; undefined if nothing is known of it. */
export function dependencyOf(evaluator: Evaluator, expression: Node): Value | undefined {
  const [argument] = evaluator.facts.arguments(expression)
  if (argument === undefined) return undefined
  const provider = evaluator.valueOf(argument.value)
  return providedBy(evaluator.index.callResult(provider)) ?? yieldedBy(evaluator, provider)
}

/** What a generator without annotations yields, if it stands in the same file. */
function yieldedBy(evaluator: Evaluator, provider: Value | undefined): Value | undefined {
  const { facts } = evaluator
  if (provider?.kind !== 'function' || !provider.function.summary.isGenerator) return undefined
  const { module, summary } = provider.function
  if (module.summary.path !== facts.path) return undefined
  const owner = facts.functions.find(({ symbol }) => symbol === summary.symbol)
  for (const node of facts.nodesOfKind(k.K_YIELD)) {
    if (facts.enclosingFunction(node) !== owner) continue
    const value = evaluator.valueOf(facts.tree.namedChildren(node)[0] ?? NO_NODE)
    if (value !== undefined) return value
  }
  return undefined
}

/** Dependencies may be coroutines, and generators that yield what they provide. */
function providedBy(value: Value | undefined): Value | undefined {
  switch (value?.kind) {
    case 'awaitable':
      return value.value
    case 'container':
      return /Iterator|Generator|Iterable/.test(value.name) ? value.item : value
    case 'manager':
      return value.value
    default:
      return value
  }
}
