// What a framework fills a parameter with: the default `Depends(f)`, the annotation
// `Annotated[T, Depends(f)]`, or an alias of one in any module.
import { domainOf } from '../../domain/domain-of.ts'
import {
  readParameterDependency,
  type WrittenDependency,
} from '../../domain/routes/dependency-syntax.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Value } from '../../project/values.ts'

/** The dependency that a parameter of a function of this file declares; undefined without one. */
export function dependencyOfParameter(
  checker: Checker,
  owner: FunctionFacts,
  name: string,
): WrittenDependency | undefined {
  const { meanings, index } = domainOf(checker.project)
  const own = index.function(checker.path, owner.symbol)
  const summary = own?.summary.parameters.find((one) => one.name === name)
  if (own === undefined || summary === undefined) return undefined
  return readParameterDependency(meanings, own.module, summary)
}

/** The function or class inside of `Depends(...)`; undefined where it is not known. */
export function providerOfParameter(
  checker: Checker,
  owner: FunctionFacts,
  name: string,
): Value | undefined {
  const written = dependencyOfParameter(checker, owner, name)
  return written && domainOf(checker.project).meanings.value(written.from, written.given)
}
