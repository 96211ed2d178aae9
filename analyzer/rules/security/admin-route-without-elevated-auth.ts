import { domainOf } from '../../domain/domain-of.ts'
import { lastName } from '../../domain/meanings.ts'
import { isAdminPath, isPublicPath, type Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import { isChecked, siblingsOf } from '../../matching/routes/open-routes.ts'
import {
  authSteps,
  dependenciesOf,
  describeRoute,
  locationOf,
  type PlacedRoute,
  pathOf,
  routesHere,
} from '../../matching/routes/route-places.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { textWithHelpers } from './matching/asking-helpers.ts'

/** Signs that a handler, or what it is given, looks at more than who is calling. */
const ROLE_CHECK =
  /\b(?:is_admin\w*|is_superuser|is_staff|has_role|has_perms?|has_permission\w*|check_permissions?|require_\w*(?:admin|role|perm|scope|staff)\w*|ensure_\w*(?:admin|role|perm|scope|staff)\w*|assert_\w*(?:admin|role|perm)\w*|roles?\b\s*(?:!=|==|not in|in)|in\s+\w+\.(?:roles|scopes|permissions|groups)|user_passes_test|staff_member_required)/
/** Checks of their own kind, which ordinary routes do not use: keys of other services. */
const OWN_KIND =
  /admin|super|staff|role|perm|scope|internal|service|operator|system|root|m2m|machine|owner|basic/i

export default defineRule({
  id: 'admin-route-without-elevated-auth',
  title: 'Route for administrators that any user may call',
  consequence:
    'Any signed-in user can call what is meant for administrators, such as managing other accounts.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [285, 862],
  why: `
A check of who is calling is not a check of what they may do. A route under \`/admin\` that depends on
nothing but \`get_current_user\` is open to everybody with an account; that the pages for it are hidden
protects nothing, the paths stand in the scripts and in the documentation.
`,
  fix: `
Require the role where nobody can forget it: \`APIRouter(prefix='/admin', dependencies=[Depends(require_admin)])\`,
\`Security(get_current_user, scopes=['admin'])\`, \`IsAdminUser\`, \`permission_required\`, and test that an
ordinary user gets 403.
`,
  exemptions: [
    {
      text: 'A role, scope or permission on the route, the router or the include.',
      quiet: py`
        from fastapi import APIRouter, Depends, Security
        from app.auth import get_current_user, require_admin

        router = APIRouter(prefix='/admin', dependencies=[Depends(require_admin)])
        items = APIRouter(prefix='/items')
        other = APIRouter(prefix='/admin/jobs')

        @router.get('/users')
        async def users():
            return []

        @items.get('/')
        async def list_items(user=Depends(get_current_user)):
            return []

        @other.post('/')
        async def start(user=Security(get_current_user, scopes=['admin'])):
            return user
      `,
    },
    {
      text: 'A handler that looks at the role by itself.',
      quiet: py`
        from fastapi import APIRouter, Depends, HTTPException
        from app.auth import get_current_user

        router = APIRouter(prefix='/admin')

        @router.delete('/users/{user_id}')
        async def delete_user(user_id: int, user=Depends(get_current_user)):
            if not user.is_superuser:
                raise HTTPException(status_code=403)
            return user_id
      `,
    },
    {
      text: 'Internal routes with a key of their own that ordinary routes do not take.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from app.auth import get_current_user, verify_internal_key

        internal = APIRouter(prefix='/internal', dependencies=[Depends(verify_internal_key)])
        items = APIRouter(prefix='/items', dependencies=[Depends(get_current_user)])

        @internal.post('/reindex')
        async def reindex():
            return None

        @items.get('/')
        async def list_items():
            return []
      `,
    },
    {
      text: 'Logging in to the administration.',
      quiet: py`
        from flask import Blueprint

        bp = Blueprint('admin', __name__, url_prefix='/admin')

        @bp.post('/login')
        def login():
            return {}
      `,
    },
  ],
  limits: ['A role that is checked in a service behind the handler is not seen.'],
  bad: [
    py`
      from fastapi import APIRouter, Depends
      from app.auth import get_current_user

      router = APIRouter(prefix='/admin', dependencies=[Depends(get_current_user)])
      items = APIRouter(prefix='/items', dependencies=[Depends(get_current_user)])

      @router.get('/users') #!
      async def list_users():
          return []

      @router.delete('/users/{user_id}') #!
      async def delete_user(user_id: int):
          return user_id

      @items.get('/')
      async def list_items():
          return []
    `,
    py`
      from flask import Blueprint
      from flask_login import login_required

      bp = Blueprint('admin', __name__, url_prefix='/admin')

      @bp.post('/users/<int:user_id>/promote') #!
      @login_required
      def promote(user_id):
          return {}
    `,
    {
      'shop/urls.py': py`
        from django.urls import path
        from shop import views

        urlpatterns = [
            path('staff/refunds/', views.refunds),
            path('orders/', views.orders),
        ]
      `,
      'shop/views.py': py`
        from django.contrib.auth.decorators import login_required

        @login_required
        def refunds(request): #!
            return None

        @login_required
        def orders(request):
            return None
      `,
    },
  ],
  good: [
    py`
      from fastapi import APIRouter, Depends
      from app.auth import get_current_user, require_admin

      router = APIRouter(prefix='/admin', dependencies=[Depends(require_admin)])
      items = APIRouter(prefix='/items', dependencies=[Depends(get_current_user)])

      @router.get('/users')
      async def list_users():
          return []

      @items.get('/')
      async def list_items():
          return []
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      const told = new Set<Node>()
      for (const placed of routesHere(checker)) {
        if (told.has(placed.node) || !isWeak(checker, placed)) continue
        told.add(placed.node)
        report(checker, placed)
      }
    },
  },
})

function isWeak(checker: Checker, { route, owner }: PlacedRoute): boolean {
  const path = pathOf(checker, route)
  if (!isAdminPath(path) || isPublicPath(path) || route.auth.strength === 'role') return false
  if (owner !== undefined && ROLE_CHECK.test(textWithHelpers(checker, owner))) return false
  const { classifier } = domainOf(checker.project).routes
  if (route.handler !== undefined) {
    const own = classifier.function(route.handler)
    if (own.strength === 'role' && own.certainty === 'known') return false
  }
  const guards = guardsOf(route)
  // Beside checked siblings it is `missing-auth-dependency` that tells.
  if (guards.length === 0) {
    return isAnyChecked(checker, route) && !siblingsOf(checker, route).some(isChecked)
  }
  const ordinary = ordinaryGuards(checker)
  return guards.every((name) => {
    if (ordinary.has(name)) return true
    return !OWN_KIND.test(name) && GENERAL.test(name)
  })
}

/** Names of checks that say no more than "somebody who has signed in". */
const GENERAL = /user|login|auth|token|bearer|jwt|oauth|session/i

function guardsOf(route: Route): readonly string[] {
  return dependenciesOf(route)
    .filter(({ auth }) => auth.strength !== 'none')
    .map(({ name }) => lastName(name))
}

/** A route without any check stands out where others of the project have one. */
function isAnyChecked({ project }: Checker, route: Route): boolean {
  return domainOf(project).routes.routes.some(
    (one) => one !== route && one.framework === route.framework && one.auth.strength !== 'none',
  )
}

const ORDINARY = {}

/** The checks of routes that are not for administrators. */
function ordinaryGuards(checker: Checker): ReadonlySet<string> {
  return checker.project.once(ORDINARY, (project) => {
    const routes = domainOf(project).routes.routes
    return new Set(routes.filter((one) => !isAdminPath(pathOf(checker, one))).flatMap(guardsOf))
  })
}

function report(checker: Checker, { route, node, owner }: PlacedRoute): void {
  const [guard] = guardsOf(route)
  const routes = domainOf(checker.project).routes.routes
  const example = routes.find(
    (one) =>
      guard !== undefined && !isAdminPath(pathOf(checker, one)) && guardsOf(one).includes(guard),
  )
  const as = example === undefined ? '' : `, as ${describeRoute(checker, example)} does`
  const what =
    guard === undefined
      ? 'asks for no credentials at all'
      : `asks for nothing more than \`${guard}\`${as}`
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `${describeRoute(checker, route)} is meant for administrators but ${what}.`,
    severity: guard === undefined ? 'critical' : 'high',
    confidence: !route.isCertain
      ? 'low'
      : route.auth.certainty === 'known' && example !== undefined
        ? 'high'
        : 'medium',
    evidence: authSteps(route.auth),
    related: example === undefined ? [] : [locationOf(example)],
  })
}
