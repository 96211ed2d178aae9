import threading

from django.utils.deprecation import MiddlewareMixin
from starlette.middleware.base import BaseHTTPMiddleware


class AuditMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.local = threading.local()

    def __call__(self, request):
        self.user = request.user  #!
        request.tenant = request.headers.get("X-Tenant")
        self.local.user = request.user
        user = request.user
        response = self.get_response(request)
        response["X-User"] = str(user)
        return response


class TenantMiddleware(MiddlewareMixin):
    def process_request(self, request):
        self.tenant = request.headers.get("X-Tenant")  #!

    def process_response(self, request, response):
        response["X-Tenant"] = self.tenant
        return response


class TokenMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        self.token = request.headers.get("authorization")  #!
        request.state.token = request.headers.get("authorization")
        return await call_next(request)


class PlainMiddleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        scope["state"] = {"path": scope["path"]}
        await self.app(scope, receive, send)


class Basket:
    def __init__(self, request):
        self.session = request.session

    def load(self, request):
        self.user = request.user
