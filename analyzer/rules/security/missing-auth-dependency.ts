import { domainOf } from '../../domain/domain-of.ts'
import { isPublicPath, type Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import {
  guardOf,
  hasApplication,
  isChecked,
  isCheckedItself,
  isOpen,
  isUnchecked,
  prefixOf,
  siblingsOf,
} from '../../matching/routes/open-routes.ts'
import {
  authSteps,
  describeRoute,
  isMutating,
  locationOf,
  type PlacedRoute,
  pathOf,
  routesHere,
} from '../../matching/routes/route-places.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { denyingBeside } from './matching/handmade-checks.ts'

export default defineRule({
  id: 'missing-auth-dependency',
  title: 'Route without a check of the caller beside routes that have one',
  consequence:
    'Anybody who reaches the service can call this route and read or change what the routes beside it protect.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [306, 862],
  why: `
What checks a caller is put together from four places: the decorator, the router, every
\`include_router\` and the application. One route in the set without any of them answers everybody,
and nothing fails: the tests pass, the documentation shows it like the others.

| request | credentials | answer |
|---|---|---|
| \`GET /orders\` | none | 401 |
| \`DELETE /orders/7\` | none | 204, the order is gone |
`,
  fix: `
Put the check where it cannot be forgotten: \`APIRouter(dependencies=[Depends(require_user)])\`,
\`DEFAULT_PERMISSION_CLASSES\`, a \`before_request\` of the blueprint. Routes that are open on purpose
go to a router of their own that says so.
`,
  exemptions: [
    {
      text: 'A check on the router, on the include or on the application.',
      quiet: {
        'app/auth.py': py`
          from fastapi import Depends, HTTPException
          from fastapi.security import HTTPBearer

          bearer = HTTPBearer()

          def require_user(token=Depends(bearer)):
              if token.credentials != 'x':
                  raise HTTPException(status_code=401)
              return token
        `,
        'app/orders.py': py`
          from fastapi import APIRouter, Depends
          from .auth import require_user

          router = APIRouter(prefix='/orders')

          @router.get('/mine')
          async def mine(user=Depends(require_user)):
              return user

          @router.delete('/{order_id}')
          async def delete_order(order_id: int):
              return order_id
        `,
        'app/main.py': py`
          from fastapi import Depends, FastAPI
          from . import orders
          from .auth import require_user

          app = FastAPI()
          app.include_router(orders.router, prefix='/api', dependencies=[Depends(require_user)])
        `,
      },
    },
    {
      text: 'Logging in, registering, health, documentation and webhooks.',
      quiet: py`
        from fastapi import Depends, FastAPI
        from app.auth import get_current_user

        app = FastAPI()

        @app.post('/auth/login')
        async def login(form: dict):
            return form

        @app.post('/webhooks/payments')
        async def payment_hook(body: dict):
            return body

        @app.get('/healthz')
        async def health():
            return 'ok'

        @app.get('/items')
        async def items(user=Depends(get_current_user)):
            return user

        @app.post('/items')
        async def add(item: dict, user=Depends(get_current_user)):
            return item
      `,
    },
    {
      text: 'A handler that checks the caller in its own body.',
      quiet: py`
        from flask import Blueprint, abort, g
        from flask_login import login_required

        bp = Blueprint('orders', __name__)

        @bp.get('/orders')
        @login_required
        def orders():
            return []

        @bp.post('/orders')
        def create():
            if g.user is None:
                abort(401)
            return {}
      `,
    },
    {
      text: 'Reading what is public, where only changes ask for a user.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from app.auth import require_user

        router = APIRouter()

        @router.get('/articles')
        async def articles():
            return []

        @router.get('/articles/{slug}')
        async def article(slug: str):
            return slug

        @router.post('/articles', dependencies=[Depends(require_user)])
        async def publish(article: dict):
            return article
      `,
    },
  ],
  limits: [
    'A gateway in front of the service that checks callers is not seen.',
    'A single route without siblings that have a check is left alone.',
  ],
  bad: [
    py`
      from fastapi import APIRouter, Depends
      from app.auth import get_current_user

      router = APIRouter(prefix='/orders')

      @router.get('/')
      async def list_orders(user=Depends(get_current_user)):
          return []

      @router.post('/')
      async def create_order(order: dict, user=Depends(get_current_user)):
          return order

      @router.delete('/{order_id}') #!
      async def delete_order(order_id: int):
          return order_id
    `,
    py`
      from flask import Blueprint
      from flask_login import login_required

      bp = Blueprint('reports', __name__, url_prefix='/reports')

      @bp.route('/')
      @login_required
      def reports():
          return []

      @bp.route('/<int:report_id>/export') #!
      def export(report_id):
          return report_id

      @bp.route('/', methods=['POST'])
      @login_required
      def create():
          return {}

      @bp.route('/<int:report_id>', methods=['PUT']) #!
      def update(report_id):
          return report_id
    `,
    {
      'shop/urls.py': py`
        from django.urls import path
        from shop import views

        urlpatterns = [
            path('orders/', views.orders),
            path('orders/<int:pk>/', views.OrderView.as_view()),
            path('orders/<int:pk>/cancel/', views.cancel),
        ]
      `,
      'shop/views.py': py`
        from django.contrib.auth.decorators import login_required
        from django.contrib.auth.mixins import LoginRequiredMixin
        from django.views import View
        from django.views.decorators.http import require_POST

        @login_required
        def orders(request):
            return None

        class OrderView(LoginRequiredMixin, View):
            def get(self, request, pk):
                return None

        @require_POST
        def cancel(request, pk): #!
            return None
      `,
    },
  ],
  good: [
    py`
      from fastapi import APIRouter, Depends
      from app.auth import get_current_user

      router = APIRouter(prefix='/orders', dependencies=[Depends(get_current_user)])

      @router.get('/')
      async def list_orders():
          return []

      @router.delete('/{order_id}')
      async def delete_order(order_id: int):
          return order_id
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      const open = Map.groupBy(
        routesHere(checker).filter((placed) => isOpen(checker, placed)),
        ({ route }) => route.router,
      )
      for (const routes of open.values()) {
        const told = new Set<Node>()
        for (const placed of routes) {
          if (told.has(placed.node)) continue
          if (reportBesideSiblings(checker, placed)) told.add(placed.node)
        }
        if (told.size === 0) reportForgottenRouter(checker, routes)
      }
      reportOpenApplication(checker, [...open.values()].flat())
    },
  },
})

function reportBesideSiblings(checker: Checker, { route, node, owner }: PlacedRoute): boolean {
  const isChange =
    isMutating(route) ||
    route.kind === 'websocket' ||
    changesData(checker, route, owner?.node ?? node)
  // Views of one module share nothing but the file: what may be read is another matter for each.
  const siblings = siblingsOf(checker, route).filter(
    (one) =>
      isChange || route.router !== undefined || prefixOf(checker, one) === prefixOf(checker, route),
  )
  const checked = siblings.filter(
    (one) => isCheckedItself(one) && !isPublicPath(pathOf(checker, one)),
  )
  const [example] = checked
  if (example === undefined) return reportBesideHandmade(checker, { route, node, owner }, siblings)
  const others = siblings.filter((one) => isUnchecked(checker, one))
  // Reading is often public; it stands out only where other reads, or nearly all else, is not.
  if (!isChange) {
    const reads = checked.some((one) => !isMutating(one))
    const isAlone = reads
      ? checked.length > others.length
      : checked.length > 1 && others.length === 0
    if (!isAlone) return false
  }
  const isIncluded = route.mounts.length > 0 || !hasApplication(checker.project)
  const isCertain = route.isCertain && example.auth.certainty === 'known'
  const guard = guardOf(example)
  const names = checked
    .slice(0, 2)
    .map((one) => describeRoute(checker, one))
    .join(' and ')
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `${describeRoute(checker, route)} answers without knowing who is calling, while ${names} ${checked.length > 1 ? 'require' : 'requires'} ${guard}.`,
    severity: isIncluded
      ? isChange
        ? route.kind === 'websocket'
          ? 'high'
          : 'critical'
        : 'medium'
      : 'info',
    confidence: !route.isCertain ? 'low' : isCertain && isChange ? 'high' : 'medium',
    evidence: [
      {
        kind: 'note',
        location: locationOf(example),
        message: `${describeRoute(checker, example)} requires ${guard}.`,
      },
      ...authSteps(example.auth),
    ],
    related: checked.slice(0, 3).map(locationOf),
  })
  return true
}

/** Where each handler looks for itself who is calling, and this one forgot. */
function reportBesideHandmade(
  checker: Checker,
  { route, node, owner }: PlacedRoute,
  siblings: readonly Route[],
): boolean {
  const denying = denyingBeside(checker, route, siblings)
  const [example, second] = denying
  if (example === undefined) return false
  const names = [example, second].flatMap((one) =>
    one === undefined ? [] : [describeRoute(checker, one)],
  )
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `${describeRoute(checker, route)} answers without knowing who is calling, while ${names.join(' and ')} ${second === undefined ? 'turns away callers that it does' : 'turn away callers that they do'} not know.`,
    severity: isMutating(route) || route.kind === 'websocket' ? 'high' : 'medium',
    confidence: 'medium',
    evidence: [
      {
        kind: 'note',
        location: locationOf(example),
        message: `${describeRoute(checker, example)} looks for itself who is calling.`,
      },
    ],
    related: denying.slice(0, 3).map(locationOf),
  })
  return true
}

/** `update` and `add` of a dictionary or a set change no data. */
const CHANGE =
  /\brequest\.(?:POST|FILES|body|data)\b|\.(?:save|delete|bulk_create|commit|get_or_create|update_or_create)\(|(?:objects|filter\([^()]*\)|session|db)\)?\s*\.(?:create|update|add)\(|method\s*==\s*['"](?:POST|PUT|DELETE)/

/** A view for any method whose code shows that it takes changes. */
function changesData({ tree }: Checker, route: Route, owner: Node): boolean {
  if (!route.methods.includes('*')) return false
  return CHANGE.test(tree.spelled(owner))
}

/** A router that forgot the check altogether, where nearly all the others have one. */
function reportForgottenRouter(checker: Checker, open: readonly PlacedRoute[]): void {
  const [first] = open
  if (first === undefined || !open.some(({ route }) => isMutating(route))) return
  const table = domainOf(checker.project).routes
  if (first.route.router === undefined || first.route.mounts.length === 0) return
  const others = table.routes.filter(({ router }) => router !== first.route.router)
  const checked = others.filter((one) => isChecked(one) && !isPublicPath(pathOf(checker, one)))
  const guarded = new Set(checked.map(({ router }) => router))
  const unguarded = new Set(
    others
      .filter((one) => !guarded.has(one.router) && isUnchecked(checker, one))
      .map(({ router }) => router),
  )
  const [example] = checked
  if (example === undefined) return
  const isRare = guarded.size >= 2 && guarded.size >= 2 * unguarded.size
  // Where it is no exception, it may be meant; what is stored is still everybody's to change.
  const shown = isRare ? first : open.find(({ route }) => changesOne(checker, route))
  if (shown === undefined) return
  const { route, node, owner } = shown
  const count = open.length === 1 ? 'The only route' : `None of the ${open.length} routes`
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `${count} of this router ${open.length === 1 ? 'does not know' : 'knows'} who is calling, while ${describeRoute(checker, example)}${isRare ? ' and the other routers require' : ' requires'} ${guardOf(example)}.`,
    severity: isRare ? 'high' : 'medium',
    confidence: isRare && route.isCertain ? 'medium' : 'low',
    evidence: authSteps(example.auth),
    related: [...open.filter((one) => one !== shown).map((one) => one.node), locationOf(example)],
  })
}

/** Changes or deletes one thing of those that are stored. */
function changesOne(checker: Checker, route: Route): boolean {
  return (
    /[{<]/.test(pathOf(checker, route)) &&
    route.methods.some((one) => /^(?:PUT|PATCH|DELETE)$/.test(one))
  )
}

/** An application that never asks who is calling: told once, at its first changing route. */
function reportOpenApplication(checker: Checker, open: readonly PlacedRoute[]): void {
  if (open.length === 0) return
  const { routes, hooks } = domainOf(checker.project).routes
  if (routes.some(isChecked) || hooks.some(({ auth }) => auth.strength !== 'none')) return
  const all = routes.filter((one) => isUnchecked(checker, one))
  const firstChange = all.find(isMutating)
  const placed = open.find(({ route }) => route === firstChange)
  if (placed === undefined || all.length < 3 || !hasApplication(checker.project)) return
  const { node, owner } = placed
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `None of the ${all.length} routes of this application asks who is calling, this one changes data.`,
    severity: 'medium',
    confidence: 'low',
  })
}
