// Routes of applications with what is checked before their handlers run.
import { describe, expect, test } from 'vitest'
import { isAdminPath, isPublicPath, type Route } from '../../../analyzer/domain/routes/route.ts'
import { appFiles } from './app-files.ts'
import { projectOf } from './project-of.ts'

/** `POST /api/x user`; `?` where only a name says so, `-` for routes that nothing serves. */
function print(route: Route): string {
  const path = route.mounts.length === 0 ? '-' : route.mounts.map((one) => one.path).join(' ')
  const mark = route.auth.certainty === 'by-name' ? '?' : ''
  return `${route.methods.join('|')} ${path} ${route.auth.strength}${mark}`
}

const routesOf = (files: Readonly<Record<string, string>>) =>
  projectOf(files).domain.routes.routes.map(print)

describe('the review application', () => {
  const { domain } = projectOf(appFiles('review_api'))
  const { routes, hooks } = domain.routes

  test('every route has its full path and the strength of its checks', () => {
    expect(routes.map(print)).toEqual([
      'GET /api/v1/admin/engineers/ role',
      'POST /api/v1/admin/engineers/ role',
      'DELETE /api/v1/admin/engineers/{engineer_id} role',
      'POST /api/v1/admin/incidents/{incident_id}/assign user',
      'POST /api/v1/admin/reviews/{review_id}/start user',
      'POST /api/v1/admin/incidents/{incident_id}/choose-approach role',
      'GET /api/v1/admin/reviews/overdue user',
      'GET /api/v1/health none',
      'GET /api/v1/incidents optional',
      'GET /api/v1/feed/live user',
      'GET|HEAD /api/v1/feed/export user',
      'GET /metrics none',
    ])
  })

  test('dependencies that the framework never runs are named with what they would check', () => {
    const unwrapped = routes.flatMap((route) =>
      route.unwrapped.map(
        ({ parameter, callee, form, auth }) =>
          `${route.handler?.summary.name}(${parameter}) ${form} ${callee} ${auth.strength}`,
      ),
    )
    expect(unwrapped).toEqual([
      'start_review(principal) annotated require_scope role',
      'overdue_reviews(user) default get_current_principal user',
    ])
  })

  test('the reasons lead from the dependency to what turns callers away', () => {
    const assign = routes.find(
      ({ handler }) => handler?.summary.name === 'assign_review_to_engineer',
    )
    expect(assign?.auth.reasons.map(({ text }) => text)).toEqual([
      '`get_current_principal` relies on it',
      '`decode_token` answers 401 or 403',
    ])
  })

  test('hooks of the application are known', () => {
    expect(hooks.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'middleware add_request_id',
      'lifespan lifespan',
    ])
  })
})

const FASTAPI_AUTH = `
from fastapi import Depends, HTTPException, Request
from fastapi.security import OAuth2PasswordBearer

oauth2 = OAuth2PasswordBearer(tokenUrl="token")
soft = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)

async def get_current_user(token: str = Depends(oauth2)):
    return await load(token)

async def get_current_active_superuser(user=Depends(get_current_user)):
    if not user.is_superuser:
        raise HTTPException(status_code=403)
    return user

async def maybe_user(token=Depends(soft)):
    if token is None:
        return None
    return await load(token)

def strict(token=Depends(soft)):
    error = HTTPException(status_code=401, detail="no")
    if token is None:
        raise error
    return token

def get_user_service():
    return 1

def verify_content_type(request: Request):
    if request.headers["content-type"] != "application/json":
        raise HTTPException(415)

class Pagination:
    def __init__(self, limit: int = 10):
        self.limit = limit
`

describe('FastAPI', () => {
  test.each([
    ['= Depends(get_current_user)', 'user'],
    ['= Depends(get_current_active_superuser)', 'role'],
    ['= Depends(maybe_user)', 'optional'],
    ['= Depends(strict)', 'user'],
    ['= Security(get_current_user, scopes=["admin"])', 'role'],
    ['= Depends(oauth2)', 'user'],
    ['= Depends(soft)', 'optional'],
    ['= Depends(get_user_service)', 'none'],
    ['= Depends(verify_content_type)', 'none'],
    [': Pagination = Depends()', 'none'],
    ['= Query(None)', 'none'],
    [': Annotated[str, Depends(get_current_user)]', 'user'],
    ['= Depends(company_current_user)', 'user?'],
    ['= Depends(fastapi_users.current_user(superuser=True))', 'role'],
  ])('x%s', (parameter, expected) => {
    const [route] = routesOf({
      'auth.py': FASTAPI_AUTH,
      'main.py': `
from typing import Annotated
from fastapi import Depends, FastAPI, Query, Security
from fastapi_users import FastAPIUsers
from company.auth import company_current_user
from auth import *
fastapi_users = FastAPIUsers(None, [])
app = FastAPI()

@app.get("/x")
def x(x${parameter}):
    return 1
`,
    })
    expect(route).toBe(`GET /x ${expected}`)
  })

  test('routers through packages, aliases, factories, loops and methods', () => {
    const found = routesOf({
      'app/__init__.py': '',
      'app/routers/__init__.py': 'from .items import router as items_router\nfrom . import users\n',
      'app/routers/items.py': `
from fastapi import APIRouter
PREFIX = "/items"
router = APIRouter(prefix=PREFIX)

@router.get("/{item_id}")
async def read(item_id: int): ...
`,
      'app/routers/users.py': `
from fastapi import APIRouter

def build():
    api = APIRouter()

    @api.post("")
    async def create(): ...

    return api

class Controller:
    def __init__(self):
        self.router = APIRouter(prefix="/controller")
        self.router.add_api_route("/run", self.run, methods=["POST"])

    async def run(self): ...
`,
      'app/main.py': `
from fastapi import FastAPI
from app.routers import items_router, users

application = FastAPI()

def register(app: FastAPI, version: str):
    app.include_router(items_router, prefix="/v1")
    app.include_router(items_router, prefix=f"/{version}")
    app.include_router(users.build(), prefix="/users")

orphan = __import__("fastapi").APIRouter()
register(application, "v2")
`,
    })
    expect(found).toEqual([
      'GET /v1/items/{item_id} /{}/items/{item_id} none',
      'POST /users none',
      'POST - none',
    ])
  })

  test('what all requests pass counts for every route', () => {
    const found = routesOf({
      'main.py': `
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

class TokenMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        if request.headers.get("authorization") is None:
            return JSONResponse({"detail": "no"}, status_code=401)
        return await call_next(request)

app = FastAPI()
app.add_middleware(TokenMiddleware)

@app.get("/a")
def a(): ...
`,
    })
    expect(found).toEqual(['GET /a user'])
  })

  test('an include that cannot be read makes the reach of routers uncertain', () => {
    const { domain } = projectOf({
      'main.py': `
from fastapi import APIRouter, FastAPI
from plugins import load

app = FastAPI()
router = APIRouter()

for one in load():
    app.include_router(one)

@router.get("/a")
def a(): ...
`,
    })
    expect(domain.routes.routes.map(({ isCertain }) => isCertain)).toEqual([false])
  })
})

describe('other frameworks', () => {
  test('Flask: blueprints, decorators, before_request', () => {
    const found = routesOf({
      'shop/auth.py': `
from functools import wraps
from flask import abort, g

def require_role(role):
    def decorate(view):
        @wraps(view)
        def inner(*args, **kwargs):
            if g.user.role != role:
                abort(403)
            return view(*args, **kwargs)
        return inner
    return decorate
`,
      'shop/views.py': `
from flask import Blueprint, abort, session
from flask_login import login_required
from shop.auth import require_role

bp = Blueprint("shop", __name__, url_prefix="/shop")
inner = Blueprint("inner", __name__)

@bp.route("/orders", methods=["GET", "POST"])
@login_required
def orders(): ...

@bp.get("/open")
def open_page(): ...

@bp.delete("/orders/<int:pk>")
@require_role("admin")
def drop(pk): ...

@inner.before_request
def check_login():
    if "user" not in session:
        abort(401)

@inner.route("/report")
def report(): ...
`,
      'shop/app.py': `
from flask import Flask
from shop.views import bp, inner

def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp)
    app.register_blueprint(inner, url_prefix="/inner")
    return app
`,
    })
    expect(found).toEqual([
      'GET|POST /shop/orders user',
      'GET /shop/open none',
      'DELETE /shop/orders/<int:pk> role',
      'GET /inner/report user',
    ])
  })

  test('Django and Django REST framework: includes, views, viewsets, permissions', () => {
    const found = routesOf({
      'site/urls.py': `
from django.urls import include, path
from shop import views

urlpatterns = [
    path("admin-report/", views.report),
    path("shop/", include("shop.urls")),
    path("profile/", views.ProfileView.as_view()),
]
`,
      'shop/urls.py': `
from django.urls import include, path, re_path
from rest_framework.routers import DefaultRouter
from . import views

router = DefaultRouter()
router.register(r"orders", views.OrderViewSet)

urlpatterns = [
    path("api/", include(router.urls)),
    re_path(r"^items/(?P<pk>[0-9]+)/$", views.item),
    path("ping/", views.ping),
]
`,
      'shop/views.py': `
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView
from rest_framework import permissions, viewsets
from rest_framework.decorators import action, api_view, permission_classes

@permission_required("shop.view_report")
def report(request): ...

@login_required
def item(request, pk): ...

@api_view(["GET"])
@permission_classes([permissions.AllowAny])
def ping(request): ...

class ProfileView(LoginRequiredMixin, DetailView):
    pass

class OrderViewSet(viewsets.ReadOnlyModelViewSet):
    permission_classes = [permissions.IsAuthenticated]

    @action(detail=True, methods=["post"], permission_classes=[permissions.IsAdminUser])
    def cancel(self, request, pk=None): ...
`,
    })
    expect(found.toSorted()).toEqual(
      [
        'GET /profile/ user',
        'GET /shop/api/orders/ user',
        'GET /shop/api/orders/{pk}/ user',
        'GET /shop/ping/ none',
        '* /admin-report/ role',
        '* /shop/items/{pk}/ user',
        'POST /shop/api/orders/{pk}/cancel/ role',
      ].toSorted(),
    )
  })

  test('aiohttp and Starlette', () => {
    expect(
      routesOf({
        'server.py': `
from aiohttp import web

routes = web.RouteTableDef()

@routes.get("/a")
async def a(request): ...

async def b(request): ...

@web.middleware
async def auth(request, handler):
    if "Authorization" not in request.headers:
        raise web.HTTPUnauthorized()
    return await handler(request)

app = web.Application(middlewares=[auth])
app.add_routes(routes)
app.router.add_post("/b", b)
app.add_routes([web.put("/c", b)])
`,
      }),
    ).toEqual(['GET /a user', 'POST /b user', 'PUT /c user'])
    expect(
      routesOf({
        'star.py': `
from starlette.applications import Starlette
from starlette.authentication import requires
from starlette.routing import Mount, Route

@requires("authenticated")
async def home(request): ...

async def item(request): ...

app = Starlette(routes=[Route("/", home), Mount("/items", routes=[Route("/{id}", item, methods=["DELETE"])])])
`,
      }),
    ).toEqual(['GET / user', 'DELETE /items/{id} none'])
  })
})

test.each([
  ['/api/health', true, false],
  ['/auth/login', true, false],
  ['/', true, false],
  ['/users/{id}', false, false],
  ['/admin/users', false, true],
  ['/webhooks/stripe', true, false],
  ['/api/internal/sync', false, true],
])('%s', (path, isPublic, isAdmin) => {
  expect(isPublicPath(path)).toBe(isPublic)
  expect(isAdminPath(path)).toBe(isAdmin)
})
