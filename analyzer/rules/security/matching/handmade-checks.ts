// Routes whose handlers look for themselves who is calling, beside one that does not.
import { domainOf } from '../../../domain/domain-of.ts'
import type { Route } from '../../../domain/routes/route.ts'
import type { Checker } from '../../../engine/checker.ts'
import { checksCaller } from '../../../matching/routes/handler-checks.ts'
import { isUnchecked } from '../../../matching/routes/open-routes.ts'
import { isMutating, pathOf, routesHere } from '../../../matching/routes/route-places.ts'

const CHANGES_BY_NAME =
  /(?:^|[/_\s-])(?:delete|remove|update|edit|create|add|upload|revoke|reset|rename|move|disable|enable)(?:[/_A-Z-]|$)|\s(?:Delete|Remove|Update|Create|Upload|Revoke|Reset)/

/**
 * The siblings that turn away unknown callers, where they are at least two and more than the others.
 * Of sockets, which no dependency guards as a rule, one is enough.
 */
export function denyingBeside(
  checker: Checker,
  route: Route,
  siblings: readonly Route[],
): readonly Route[] {
  if (route.kind === 'websocket') return checkedSockets(checker, route)
  // What may be read is another matter for each route.
  const { class: around, summary } = route.handler ?? {}
  const called = `${pathOf(checker, route)} ${around?.summary.name ?? summary?.name ?? ''}`
  if (!isMutating(route) && !CHANGES_BY_NAME.test(called)) return []
  const unchecked = siblings.filter((one) => isUnchecked(checker, one))
  const denying = unchecked.filter((one) => isCheckedByHand(checker, one))
  return denying.length >= 2 && denying.length > unchecked.length - denying.length ? denying : []
}

/** What a handler looks at that wants to know who is calling, or how it sends somebody away. */
const LOOKS_AT_CALLER =
  /token|ticket|credential|api_?key|cookies|headers|query_params|\bauth|\bif\b[^\n]*:\s*\n?\s*(?:await\s+)?\w+\.close\(/i

/** Other sockets of the same router whose handlers ask who is calling, where this one does not. */
function checkedSockets(checker: Checker, route: Route): readonly Route[] {
  const sockets = routesHere(checker).filter(
    (one) => one.route.kind === 'websocket' && one.route.router === route.router,
  )
  const own = sockets.find((one) => one.route === route)?.owner
  if (own === undefined || LOOKS_AT_CALLER.test(checker.tree.spelled(own.node))) return []
  return sockets
    .filter(
      (one) =>
        one.route !== route &&
        one.owner !== undefined &&
        checksCaller(checker, one.route, one.owner.node),
    )
    .map((one) => one.route)
}

/** Whose handler turns unknown callers away in its own code: `if not request.token: return ..., 401`. */
function isCheckedByHand({ project }: Checker, { handler, framework }: Route): boolean {
  // Views of Django ask what somebody may see of one thing; that is another matter for each.
  if (handler === undefined || framework === 'django' || framework === 'drf') return false
  return domainOf(project).routes.classifier.deniesUnknown(handler)
}
