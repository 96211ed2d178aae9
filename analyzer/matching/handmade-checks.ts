// Routes whose handlers look for themselves who is calling, beside one that does not.
import { domainOf } from '../domain/domain-of.ts'
import type { Route } from '../domain/routes/route.ts'
import type { Checker } from '../engine/checker.ts'
import { isUnchecked } from './open-routes.ts'
import { isMutating, pathOf } from './route-places.ts'

const CHANGES_BY_NAME =
  /(?:^|[/_\s-])(?:delete|remove|update|edit|create|add|upload|revoke|reset|rename|move|disable|enable)(?:[/_A-Z-]|$)|\s(?:Delete|Remove|Update|Create|Upload|Revoke|Reset)/

/** The siblings that turn away unknown callers, where they are at least two and more than the others. */
export function denyingBeside(
  checker: Checker,
  route: Route,
  siblings: readonly Route[],
): readonly Route[] {
  // What may be read is another matter for each route.
  const { class: around, summary } = route.handler ?? {}
  const called = `${pathOf(checker, route)} ${around?.summary.name ?? summary?.name ?? ''}`
  if (!isMutating(route) && !CHANGES_BY_NAME.test(called)) return []
  const unchecked = siblings.filter((one) => isUnchecked(checker, one))
  const denying = unchecked.filter((one) => isCheckedByHand(checker, one))
  return denying.length >= 2 && denying.length > unchecked.length - denying.length ? denying : []
}

/** Whose handler turns unknown callers away in its own code: `if not request.token: return ..., 401`. */
function isCheckedByHand({ project }: Checker, { handler, framework }: Route): boolean {
  // Views of Django ask what somebody may see of one thing; that is another matter for each.
  if (handler === undefined || framework === 'django' || framework === 'drf') return false
  return domainOf(project).routes.classifier.deniesUnknown(handler)
}
