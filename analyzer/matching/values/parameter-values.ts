// What a parameter may hold: what a client sent, constants, something unknown.
import type { Checker } from '../../engine/checker.ts'
import type { Binding } from '../../facts/scopes.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { aliasedProviders } from '../inputs/aliased-providers.ts'
import { isEnumMember } from '../inputs/harmless-values.ts'
import { convertedByUrls, inputParameters } from '../inputs/input-flows.ts'
import { isHarmless, isInputParameter } from '../inputs/input-sources.ts'
import { narrowedByDeclaration } from '../inputs/narrow-patterns.ts'
import { isConvertedByRoute } from '../inputs/route-converters.ts'
import { FIXED, inputAt, type Trace, UNKNOWN, without } from '../inputs/trace.ts'
import { isGivenConstants } from './given-constants.ts'

/** What a parameter is given, by its declaration and by the calls of its function. */
export function parameterTrace(checker: Checker, binding: Binding): Trace {
  const owner = binding.scope?.function
  const parameter = owner?.parameters.find(({ name }) => name === binding.name)
  if (owner === undefined || parameter === undefined) return UNKNOWN
  if (isHarmless(checker.tree, parameter)) return FIXED
  if (parameter.annotation !== NO_NODE && isEnumMember(checker, parameter.nameNode)) {
    return FIXED
  }
  const key = `${checker.path} ${owner.symbol} ${binding.name}`
  const isProvided = checker.project.at(aliasedProviders, key) !== undefined
  if (!isProvided && isInputParameter(checker, owner, parameter)) {
    if (checker.project.has(convertedByUrls, key)) return FIXED
    return without(inputAt(parameter.nameNode), narrowedByDeclaration(checker, parameter))
  }
  if (isConvertedByRoute(checker, owner, parameter.name)) return FIXED
  if (isGivenConstants(checker, owner, parameter.name)) return FIXED
  const flow = checker.project.at(inputParameters, key)
  return flow === undefined ? UNKNOWN : { ...inputAt(parameter.nameNode), input: flow.bits }
}
