// What calls do by functions that hand on what they are given, through all that these call.
import type { ModuleEntry } from '../../project/module-graph.ts'
import { positionOf } from '../../project/parameter-places.ts'
import type { ProjectIndex } from '../../project/project-index.ts'
import type { ProjectFunction, Value } from '../../project/values.ts'
import type { HandedByFunction, HandedOn, HandedStep } from './handed-steps.ts'

/** Functions that hand on to functions that hand on: further ones say little of the call. */
const MAX_DEPTH = 3

export class HandedTable {
  readonly #index: ProjectIndex
  readonly #partOf: (entry: ModuleEntry) => HandedByFunction

  constructor(index: ProjectIndex, partOf: (entry: ModuleEntry) => HandedByFunction) {
    this.#index = index
    this.#partOf = partOf
  }

  /** The steps that a call of the function is, in terms of its parameters; empty for other functions. */
  stepsOf(of: ProjectFunction): readonly HandedStep[] {
    return this.#stepsOf(of, 0)
  }

  #stepsOf(of: ProjectFunction, depth: number): readonly HandedStep[] {
    const part = this.#partOf(of.module)
    const { symbol } = of.summary
    // `constructor` is a name in Python like any other.
    const own = Object.hasOwn(part, symbol) ? part[symbol] : undefined
    if (own === undefined || depth > MAX_DEPTH) return []
    if (own.calls.length === 0) return own.steps
    const inner: HandedStep[] = []
    for (const call of own.calls) {
      const steps = this.#stepsBehind(of.module, call, depth + 1)
      // A function that does something else besides is no such step.
      if (steps.length === 0) return []
      inner.push(...steps)
    }
    return [...own.steps, ...inner]
  }

  #stepsBehind(from: ModuleEntry, call: HandedOn, depth: number): readonly HandedStep[] {
    const value = this.#index.resolve(from, call.callee)
    const target = calledBy(value)
    if (target === undefined) return []
    return this.#stepsOf(target, depth).flatMap((step) => {
      const on = given(call, target, step.on)
      return on === undefined || on === '' ? [] : [{ ...step, on }]
    })
  }
}

/** The function of the project that a call of a value runs. */
export function calledBy(value: Value | undefined): ProjectFunction | undefined {
  return value?.kind === 'function' || value?.kind === 'method' ? value.function : undefined
}

function given(call: HandedOn, target: ProjectFunction, parameter: string): string | undefined {
  const at = positionOf(target, parameter)
  if (at === -1) return call.receiver
  return call.keywords[parameter] ?? call.positions[at]
}
