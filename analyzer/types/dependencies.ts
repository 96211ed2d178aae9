// `Depends(f)`: what the framework passes for a parameter is what `f` gives.
import type { Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import type { Evaluator } from './file-types.ts'

const DEPENDS: ReadonlySet<string> = new Set([
  'fastapi.Depends',
  'fastapi.Security',
  'fastapi.params.Depends',
  'fast_depends.Depends',
  'taskiq.TaskiqDepends',
  'taskiq_dependencies.Depends',
])

/** Undefined if the expression is no dependency or nothing is known of what it gives. */
export function dependencyOf(evaluator: Evaluator, expression: Node): Value | undefined {
  const { facts, index } = evaluator
  if (facts.tree.kind(expression) !== k.K_CALL) return undefined
  if (!DEPENDS.has(facts.calleeName(expression) ?? '')) return undefined
  const [argument] = facts.arguments(expression)
  if (argument === undefined) return undefined
  return providedBy(index.callResult(evaluator.valueOf(argument.value)))
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
