// What functions of other files tell of what they are given.
import type { Checker } from '../../engine/checker.ts'
import { checkedParameters } from '../../gather/checked-parameters.ts'
import { functionKey } from '../../gather/define.ts'
import { positionOf } from '../../project/parameter-places.ts'
import type { Node } from '../../syntax/tree.ts'
import type { Answers } from './input-sources.ts'

/** What a call tells of one of its arguments; undefined where its function says nothing. */
export function answersOf(checker: Checker, call: Node, given: Node): Answers | undefined {
  const checks = checker.project.gathered(checkedParameters)
  if (checks.size === 0) return undefined
  const value = checker.valueOf(checker.facts.callee(call))
  if (value?.kind !== 'function' && value?.kind !== 'method') return undefined
  const own = checks.get(functionKey(value.function))
  if (own === undefined) return undefined
  const args = checker.facts.arguments(call)
  if (args.some(({ isUnpacked }) => isUnpacked)) return undefined
  const position = args
    .filter(({ name }) => name === undefined)
    .findIndex((one) => one.value === given)
  const named = args.find((one) => one.value === given)?.name
  const parameter = Object.keys(own.answers).find((name) =>
    named === undefined ? positionOf(value.function, name) === position : name === named,
  )
  return parameter === undefined ? undefined : own.answers[parameter]
}
