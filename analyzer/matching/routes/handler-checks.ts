// Whether the body of a handler checks by itself who is calling.
import { domainOf } from '../../domain/domain-of.ts'
import type { Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import type { Node } from '../../syntax/tree.ts'

/** Names that only code uses which looks at the caller. */
const SIGNS =
  /\b(?:is_authenticated|is_anonymous|(?:get_|load_|resolve_)?current_user|(?:require|ensure|check|assert)_(?:user|auth\w*|login|admin|permissions?|access|roles?)\(|authorize\(|has_perms?|has_permission|check_permissions?|check_object_permissions|login_url|verify_signature|construct_event|compare_digest|check_password|authenticate|session\s*(?:\[|\.get\()\s*['"](?:user|uid|account|auth|logged)|g\.(?:user|current_user|identity)|request\.(?:user|auth)\b|request\.state\.(?:user|auth)|get_jwt_identity|verify_jwt|verify_token|verify_api_key|decode_token|abort\(\s*40[13]|authorization|x-api-key|x-hub-signature|x-signature|x_signature|HTTP_AUTHORIZATION|:\s*\w*(?:CurrentUser|CurrentActiveUser|AuthenticatedUser|AuthUser|UserDep|Superuser)\w*\b)/i

/** True if the handler denies callers, or looks at who they are, in its own code. */
export function checksCaller(checker: Checker, route: Route, owner: Node | undefined): boolean {
  const { handler } = route
  if (handler !== undefined) {
    const { classifier } = domainOf(checker.project).routes
    const auth = classifier.function(handler)
    if (auth.strength !== 'none' && auth.certainty === 'known') return true
  }
  return owner !== undefined && SIGNS.test(checker.tree.spelled(owner))
}
