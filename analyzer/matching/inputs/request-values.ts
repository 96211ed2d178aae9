// Which parameters of a handler the client fills, and from where.

import type { Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import type { Binding } from '../../facts/scopes.ts'
import { typeText } from '../../facts/type-text.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { dependencyOfParameter } from '../routes/parameter-providers.ts'
import { routesHere } from '../routes/route-places.ts'

export type Origin = 'path' | 'query' | 'header' | 'body' | 'injected'

const PLAIN =
  /^(?:(?:typing\.)?(?:Optional|Annotated|List|list)\[)?\s*(?:str|int|float|bool|UUID|uuid\.UUID|date|datetime|Decimal|bytes)\b/
const SPECIAL =
  /\b(?:Request|WebSocket|Response|BackgroundTasks|AsyncSession|Session|HTTPConnection|SecurityScopes|Connection|Redis|Current\w*User|AuthUser|AuthenticatedUser|\w+Dep)\b/
const FRAMEWORKS = new Set(['fastapi', 'starlette'])
const KEY = {}

/** The route that a function of this file handles. */
export function routeOf(checker: Checker, owner: FunctionFacts | undefined): Route | undefined {
  const routes = checker.once(KEY, () => {
    const found = new Map<FunctionFacts, Route>()
    for (const placed of routesHere(checker)) {
      if (placed.owner !== undefined) found.set(placed.owner, placed.route)
    }
    return found
  })
  return owner && routes.get(owner)
}

/** Where FastAPI takes a parameter from; undefined for functions that are no handlers of it. */
export function originOf(
  checker: Checker,
  owner: FunctionFacts | undefined,
  parameter: Parameter,
): Origin | undefined {
  const route = routeOf(checker, owner)
  if (owner === undefined || route === undefined || !FRAMEWORKS.has(route.framework))
    return undefined
  const { tree } = checker
  const annotation = typeText(tree, parameter.annotation)
  const value = parameter.default === NO_NODE ? '' : tree.text(parameter.default)
  const text = `${annotation} ${value}`
  if (
    dependencyOfParameter(checker, owner, parameter.name) !== undefined ||
    SPECIAL.test(annotation)
  )
    return 'injected'
  if (/\b(?:Header|Cookie)\(/.test(text)) return 'header'
  if (/\b(?:Body|Form|File)\(/.test(text)) return 'body'
  if (new RegExp(`[{<](?:\\w+:)?${parameter.name}(?::\\w+)?[}>]`).test(fullPath(route)))
    return 'path'
  if (/\bPath\(/.test(text)) return 'path'
  if (/\bQuery\(/.test(text) || PLAIN.test(annotation)) return 'query'
  if (annotation === '') return value === '' ? 'query' : undefined
  return /^(?:dict|Dict|list|List|[A-Z]\w*)\b/.test(
    annotation.replace(/^['"]/, '').replace(/^.*\./, ''),
  )
    ? 'body'
    : undefined
}

function fullPath(route: Route): string {
  return `${route.route} ${route.mounts.map(({ path }) => path).join(' ')}`
}

/** True for the parameter of a handler that comes from the client: a model of the body, or any. */
export function isBinding(checker: Checker, binding: Binding, from: 'body' | 'any'): boolean {
  const owner = binding.scope?.function
  const parameter = owner?.parameters.find(({ name }) => name === binding.name)
  if (parameter === undefined) return false
  const origin = originOf(checker, owner, parameter)
  if (from === 'body') return origin === 'body'
  return origin === 'body' || origin === 'query' || origin === 'header'
}
