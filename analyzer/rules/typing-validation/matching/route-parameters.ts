// Parameters of route handlers that the caller of the API fills.

import { domainOf } from '../../../domain/domain-of.ts'
import type { Route } from '../../../domain/routes/route.ts'
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Parameter } from '../../../facts/parameters.ts'
import { typeText } from '../../../facts/type-text.ts'
import { argumentsOf } from '../../../matching/calls/calls.ts'
import { K_CALL } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface HandlerParameter {
  readonly owner: FunctionFacts
  readonly route: Route
  readonly parameter: Parameter
  /** The type as written, without `Annotated[...]` and `| None`. */
  readonly type: string
  /** The call that declares it (`Query(...)`, `Path(...)`), NO_NODE if there is none. */
  readonly declaration: Node
}

const KEY = {}
const DECLARED = /^(?:Query|Path|Body|Header|Cookie|Form|Field|File)$/

/** Parameters of handlers of FastAPI in this file; dependencies are left out. */
export function handlerParameters(checker: Checker): readonly HandlerParameter[] {
  return checker.once(KEY, read)
}

function read(checker: Checker): readonly HandlerParameter[] {
  const { facts } = checker
  const bySymbol = new Map(facts.functions.map((one) => [one.symbol, one]))
  return domainOf(checker.project)
    .routes.in(checker.path)
    .flatMap((route) => {
      if (route.framework !== 'fastapi') return []
      const owner = bySymbol.get(route.handler?.summary.symbol ?? '')
      if (owner === undefined) return []
      return owner.parameters.flatMap((parameter) => {
        const declaration = declarationOf(checker, parameter)
        if (declaration === undefined) return []
        return [{ owner, route, parameter, type: typeOf(checker, parameter), declaration }]
      })
    })
}

/** `Query(...)` of a default or of `Annotated`; undefined for a dependency. */
function declarationOf(
  { tree }: Checker,
  { annotation, default: given }: Parameter,
): Node | undefined {
  const calls: Node[] = []
  if (given !== NO_NODE && tree.kind(given) === K_CALL) calls.push(given)
  if (annotation !== NO_NODE) {
    for (let node = annotation; node < tree.endOfSubtree(annotation); node += 1) {
      if (tree.kind(node) === K_CALL) calls.push(node)
    }
  }
  for (const call of calls) {
    const name = tree.text(tree.firstChild(call)).split('.').at(-1) ?? ''
    if (/^(?:Depends|Security)$/.test(name)) return undefined
    if (DECLARED.test(name)) return call
  }
  return calls.length > 0 && given !== NO_NODE && tree.kind(given) === K_CALL ? undefined : NO_NODE
}

function typeOf({ tree }: Checker, { annotation }: Parameter): string {
  if (annotation === NO_NODE) return ''
  const text = typeText(tree, annotation).replace(/\s+/g, ' ')
  const inner = /^(?:typing\.)?Annotated\[(.*?),/.exec(text)?.[1] ?? text
  return inner
    .replace(/^(?:typing\.)?Optional\[(.*)\]$/, '$1')
    .replace(/\s*\|\s*None\b|\bNone\s*\|\s*/g, '')
    .trim()
}

/** True when a declaration sets one of the limits. */
export function hasLimit({ tree }: Checker, declaration: Node, names: readonly string[]): boolean {
  if (declaration === NO_NODE) return false
  return argumentsOf(tree, declaration).some(
    ({ name, isUnpacked }) => isUnpacked || (name !== undefined && names.includes(name)),
  )
}
