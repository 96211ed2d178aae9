// Parameters that a framework fills with what another function gives: `name: str = Depends(read_name)`.
import type { Place } from '../facts/expression.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { Parameter } from '../facts/parameters.ts'
import type { Reference } from '../facts/reference.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { isDependency } from '../types/dependencies.ts'

export interface ProvidedParameter {
  /** Symbol of the function and name of the parameter, separated by a space. */
  readonly to: string
  /** The function or class that provides it; the framework fills its parameters from the request. */
  readonly callee: Reference
  readonly at: Place
}

/** The provided parameters of a file. */
export function providedParameters(facts: FileFacts): readonly ProvidedParameter[] {
  const { tree } = facts
  // Cheap: most files name no provider.
  if (!PROVIDERS.some((name) => facts.identifiersNamed(name).length > 0)) return []
  return facts.functions.flatMap((owner) =>
    owner.parameters.flatMap((parameter) => {
      const call = dependencyIn(facts, parameter)
      if (call === NO_NODE) return []
      const [given] = facts.arguments(call)
      // `options: Options = Depends()` is made by the class itself.
      const [type = NO_NODE] =
        parameter.annotation === NO_NODE ? [] : tree.namedChildren(parameter.annotation)
      const provider = given?.value ?? type
      const callee = provider === NO_NODE ? undefined : facts.references.of(provider)
      if (callee === undefined) return []
      const to = `${owner.symbol} ${parameter.name}`
      return [{ to, callee, at: tree.position(tree.start(call)) }]
    }),
  )
}

const PROVIDERS = ['Depends', 'Security']

/** The call of `Depends` in the default or in `Annotated[...]`. */
function dependencyIn(facts: FileFacts, { default: given, annotation }: Parameter): Node {
  const { tree } = facts
  if (given !== NO_NODE && isDependency(facts, given)) return given
  if (annotation === NO_NODE) return NO_NODE
  for (let node = annotation; node < tree.endOfSubtree(annotation); node += 1) {
    if (tree.kind(node) === k.K_CALL && isDependency(facts, node)) return node
  }
  return NO_NODE
}
