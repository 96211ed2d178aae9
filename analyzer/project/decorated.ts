// What decorators of the project put in place of the functions that they stand above.
import { type Expression, originOf } from '../facts/expression.ts'
import type { ModuleEntry } from './module-graph.ts'
import type { ProjectIndex } from './project-index.ts'
import type { ProjectFunction } from './values.ts'

export interface Wrapped {
  readonly function: ProjectFunction
  /** A function inside of the decorator, which runs whenever the decorated one is called. */
  readonly wrapper: ProjectFunction
}

const INSIDE = '.<locals>.'

/** Decorated functions of a module, with the functions that their decorators make. */
export function* wrapped(index: ProjectIndex, module: ModuleEntry): Generator<Wrapped> {
  for (const one of index.symbols(module).functions) {
    for (const decorator of one.summary.decorators) {
      for (const wrapper of wrappersOf(index, module, decorator)) yield { function: one, wrapper }
    }
  }
}

/** `@cached` puts what stands directly in it, `@cached(60)` what stands in its inner function. */
function wrappersOf(
  index: ProjectIndex,
  module: ModuleEntry,
  decorator: Expression,
): readonly ProjectFunction[] {
  const origin = originOf(decorator.kind === 'call' ? decorator.callee : decorator)
  const value = origin === undefined ? undefined : index.resolveName(module, origin)
  if (value?.kind !== 'function') return []
  const depth = decorator.kind === 'call' ? 2 : 1
  return functionsInside(index, value.function).filter(
    ({ summary }) =>
      summary.symbol.slice(value.function.summary.symbol.length).split(INSIDE).length === depth + 1,
  )
}

/** The functions that stand in another one, however deep. */
export function functionsInside(
  index: ProjectIndex,
  { module, summary }: ProjectFunction,
): readonly ProjectFunction[] {
  const prefix = summary.symbol + INSIDE
  return index.symbols(module).functions.filter((one) => one.summary.symbol.startsWith(prefix))
}
