// What a call of a function of the project gives: what it takes in itself, what it is handed, what
// lies in the fields of its object.

import type { Checker } from '../../engine/checker.ts'
import { printExpression } from '../../facts/expression.ts'
import { namedConstant } from '../../facts/named-constants.ts'
import { functionKey } from '../../gather/define.ts'
import type { ProjectFunction } from '../../project/values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { inputReturns, type ReturnFlow } from '../inputs/input-flows.ts'
import { isHarmlessType } from '../inputs/input-sources.ts'
import { parameterAt } from '../inputs/parameter-at.ts'
import { ALL_SINKS } from '../inputs/sinks.ts'
import {
  FIXED,
  inputAt,
  joined,
  type Trace,
  type Tracer,
  UNKNOWN,
  without,
} from '../inputs/trace.ts'
import { constructedField } from './constructed-fields.ts'
import { valueBehind } from './named-values.ts'

const MAX_OVERRIDES = 6

/** A call, the traces of its arguments, and the way to trace other expressions. */
export interface TracedCall {
  readonly call: Node
  readonly passed: readonly Trace[]
  readonly trace: Tracer
}

/** `UNKNOWN` where the function is none of the project. */
export function handedResult(checker: Checker, traced: TracedCall): Trace {
  const callee = checker.facts.callee(traced.call)
  const lambda = lambdaResult(checker, callee, traced.passed)
  if (lambda !== undefined) return lambda
  const target = checker.valueOf(callee)
  if (target?.kind !== 'function' && target?.kind !== 'method') return UNKNOWN
  // `def account_id(self, name: str) -> int`: a number carries no text.
  const { returns, name } = target.function.summary
  if (returns !== undefined && isHarmlessType(printExpression(returns))) return FIXED
  const { hierarchy } = checker.project.index
  const others = target.kind === 'method' ? hierarchy.overrides(target.receiver, name) : []
  const all = others.length > MAX_OVERRIDES ? [target.function] : [target.function, ...others]
  return joined(
    all.map((one) =>
      // What only its subclasses say how to do.
      one.summary.isStub && all.length > 1 ? FIXED : resultOf(checker, one, traced),
    ),
  )
}

function resultOf(checker: Checker, target: ProjectFunction, traced: TracedCall): Trace {
  const { call, passed } = traced
  const result = checker.project.at(inputReturns, functionKey(target))
  if (result === undefined) return UNKNOWN
  if (result.input !== undefined) return { ...inputAt(call), input: result.input.bits }
  const parts = checker.facts.arguments(call).map(({ name, isUnpacked }, at) => {
    const to = isUnpacked ? undefined : parameterAt(target, name ?? at)
    const kept = result.parameters[to ?? ''] ?? 0
    return without(passed[at] ?? UNKNOWN, ~kept)
  })
  parts.push(...givenFields(checker, traced, result.fields))
  return result.isClosed ? joined(parts) : { ...joined(parts), unknown: ALL_SINKS }
}

/** What a method gives of the fields that the call put in which made its object. */
function givenFields(
  checker: Checker,
  { call, trace }: TracedCall,
  fields: ReturnFlow['fields'],
): Trace[] {
  const { tree, facts } = checker
  const callee = facts.callee(call)
  if (fields === undefined || tree.kind(callee) !== k.K_ATTRIBUTE) return []
  const maker = valueBehind(checker, tree.child(callee, k.F_OBJECT))
  return Object.entries(fields).flatMap(([name, kept]) => {
    const given = constructedField(checker, maker, name)
    return given === NO_NODE ? [] : [without(trace(given), ~kept)]
  })
}

/** `f(x)` behind `f = lambda x: x`: what it is handed, nothing where it gives a constant. */
function lambdaResult(checker: Checker, callee: Node, passed: readonly Trace[]): Trace | undefined {
  const { tree } = checker
  if (tree.kind(callee) !== k.K_IDENTIFIER) return undefined
  const made = valueBehind(checker, callee)
  if (tree.kind(made) !== k.K_LAMBDA) return undefined
  if (namedConstant(checker.facts, tree.child(made, k.F_BODY)) !== undefined) return FIXED
  return { ...joined(passed), unknown: ALL_SINKS }
}
