// Routes that nothing checks the caller of, and the routes beside them.

import { domainOf } from '../../domain/domain-of.ts'
import { snake } from '../../domain/routes/auth.ts'
import { isPublicPath, type Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import { defineTable } from '../../engine/table.ts'
import { constantOf } from '../../facts/expression.ts'
import type { Node } from '../../syntax/tree.ts'
import { bodyOf, isStringStatement, statementsOf } from '../statements/statements.ts'
import { checksCaller } from './handler-checks.ts'
import { dependenciesOf, type PlacedRoute, pathOf } from './route-places.ts'

/** What is open on purpose by its name, beside the paths that `isPublicPath` knows. */
const OPEN_NAME =
  /(?:^|[_/-])(?:public|open|anonymous|guest|login|logout|sign_?in|sign_?up|register|signup|webhooks?|callback|health|healthz|ping|status|metrics|contact|feedback|newsletter|subscribe|unsubscribe|search|captcha|csrf|preflight|index|home|robots|favicon|sitemap|landing|about|faq|terms|privacy|token|oauth|otp|forgot|reset|recover|recovery|invites?|invitations?|share|shared|track|beacon|hook|ipn|notify|verify|confirm|root)(?:[_/-]|$)/i

/** True for a route without any check that is not open on purpose. */
export function isOpen(checker: Checker, { route, owner }: PlacedRoute): boolean {
  if (
    route.auth.strength !== 'none' ||
    route.methods.every((one) => /^(?:OPTIONS|HEAD)$/.test(one))
  )
    return false
  if (isPublicPath(pathOf(checker, route)) || OPEN_NAME.test(pathOf(checker, route))) return false
  const method = route.handler?.summary.name ?? route.handlerClass?.summary.name ?? ''
  // `open` of a socket is no decision.
  const name = route.kind === 'websocket' && method === 'open' ? '' : method
  const around = route.handler?.class?.summary.name ?? ''
  if (OPEN_NAME.test(snake(name)) || OPEN_NAME.test(snake(around))) return false
  if (isOpenByDecision(route)) return false
  // A check that is there but never runs is told as that.
  if (route.unwrapped.length > 0) return false
  if (route.framework === 'django' && hasLoginMiddleware(checker.project)) return false
  if (owner !== undefined && refusesAll(checker, owner.node)) return false
  return !checksCaller(checker, route, owner?.node)
}

/** A handler that only says that this method is not served. */
function refusesAll({ tree }: Checker, handler: Node): boolean {
  const body = statementsOf(tree, bodyOf(tree, handler))
  const [only, more] = body.filter((one) => !isStringStatement(tree, one))
  if (only === undefined || more !== undefined) return false
  return /^(?:return\b.*(?:\b405\b|NotAllowed|METHOD_NOT_ALLOWED)|raise\s+(?:NotImplementedError|\w*MethodNotAllowed|Http404)\b)/.test(
    tree.text(only),
  )
}

/** `permission_classes = [AllowAny]` says that everybody may. */
function isOpenByDecision(route: Route): boolean {
  return dependenciesOf(route).some(({ source, name }) => {
    return source === 'permission' && /(?:AllowAny|Public|Open|Anonymous)/.test(name)
  })
}

export function isChecked({ auth }: Route): boolean {
  return auth.strength !== 'none'
}

/** True for a route that is checked by more than the place of its path: what is beside it need not be. */
export function isCheckedItself(route: Route): boolean {
  return dependenciesOf(route).some(
    ({ auth, isByPath }) => isByPath !== true && auth.strength !== 'none',
  )
}

/** True if a route is neither checked nor open by its path. */
export function isUnchecked(checker: Checker, route: Route): boolean {
  return !isChecked(route) && !isPublicPath(pathOf(checker, route)) && !isOpenByDecision(route)
}

/** What a route requires, for messages. */
export function guardOf(route: Route): string {
  const guard = dependenciesOf(route).find(({ auth }) => auth.strength !== 'none')
  return guard === undefined || guard.name === '' ? 'a caller that is known' : `\`${guard.name}\``
}

/** Routes of the same router; without a router, those of the same views or of the same prefix. */
export function siblingsOf(checker: Checker, route: Route): readonly Route[] {
  const table = domainOf(checker.project).routes
  const own = table.siblings(route)
  if (own.some(isChecked)) return own
  const prefix = prefixOf(checker, route)
  const home = (route.handler ?? route.handlerClass)?.module
  return table.routes.filter(
    (one) =>
      one !== route &&
      one.framework === route.framework &&
      ((prefix !== '' && prefixOf(checker, one) === prefix) ||
        (route.router === undefined && (one.handler ?? one.handlerClass)?.module === home)),
  )
}

/**
 * The first part of the path that names a thing: `orders` of `/api/v1/orders/{id}`. What stands behind a
 * parameter, as in `/{shop}/orders`, is another thing than that of the name in front.
 */
export function prefixOf(checker: Checker, route: Route): string {
  const parts = pathOf(checker, route).split('/')
  const at = parts.findIndex((part) => part !== '' && !NAMELESS.test(part) && !PARAMETER.test(part))
  const isBehind = parts.slice(0, Math.max(at, 0)).some((part) => PARAMETER.test(part))
  return `${isBehind ? '*/' : ''}${parts[at] ?? ''}`
}

const NAMELESS = /^(?:api|rest|v\d+|internal)$/i
const PARAMETER = /^(?:\{.*\}|<.*>)$/

/** True if an application stands in the project, so that routers must be included somewhere. */
export function hasApplication(project: Project): boolean {
  return project.table(applications)
}

export const applications = defineTable({
  id: 'has an application',
  make: ({ domain }) => domain.routes.objects.all.some(({ kind }) => kind === 'app'),
})

/** Django's `LoginRequiredMiddleware`, or one of the project's own of that name. */
function hasLoginMiddleware(project: Project): boolean {
  return project.table(loginMiddleware)
}

export const loginMiddleware = defineTable({
  id: 'has login middleware',
  make: ({ index }) =>
    index.graph.modules.some(({ summary }) => {
      const value = summary.variables.find(({ name }) => name === 'MIDDLEWARE')?.value
      return (
        value !== undefined &&
        'items' in value &&
        value.items.some((item) =>
          /(?:LoginRequired|RequireLogin|AuthRequired)\w*$/.test(String(constantOf(item) ?? '')),
        )
      )
    }),
})
