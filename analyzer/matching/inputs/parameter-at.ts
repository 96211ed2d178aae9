// Which parameter of a function an argument of its call goes to.
import type { ProjectFunction } from '../../project/values.ts'

/** The parameter that an argument goes to; `self` is given by the call itself. */
export function parameterAt({ summary }: ProjectFunction, to: number | string): string | undefined {
  const { parameters } = summary
  if (typeof to === 'string') {
    const named = parameters.find(({ name }) => name === to)
    return (named ?? parameters.find(({ kind }) => kind === 'keywords'))?.name
  }
  const isBound =
    summary.class !== undefined && /^(?:self|cls|mcs|mcls)$/.test(parameters[0]?.name ?? '')
  const found = parameters[isBound ? to + 1 : to]
  const isPositional = found !== undefined && !/^keyword/.test(found.kind)
  return (isPositional ? found : parameters.find(({ kind }) => kind === 'rest'))?.name
}

/** True for an argument of `*words` that others stand before. */
export function isLaterWord(
  { summary }: ProjectFunction,
  to: number | string,
  name: string,
): boolean {
  const first = summary.parameters.findIndex((one) => one.name === name)
  return typeof to === 'number' && summary.parameters[first]?.kind === 'rest' && to > first
}
