// Which argument of a call a parameter is given.
import type { ProjectFunction } from './values.ts'

/** The place of a parameter among the positional arguments of a call; -1 for the receiver of a method. */
export function positionOf({ summary, class: holder }: ProjectFunction, parameter: string): number {
  const isStatic = summary.decorators.some(
    (one) => one.kind === 'name' && one.text === 'staticmethod',
  )
  const at = summary.parameters.findIndex(({ name }) => name === parameter)
  return holder !== undefined && !isStatic ? at - 1 : at
}
