"""Dependencies and middleware of the HTTP surface."""

import hashlib
import logging
import time
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Header, HTTPException, Path, Query, status
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp

from voltgrid import context
from voltgrid.core.bus import EventBus
from voltgrid.core.pool import ConcentratorPool, Connection
from voltgrid.models import Principal, Role
from voltgrid.services.hub import DashboardHub
from voltgrid.services.ledger import Ledger
from voltgrid.services.load import SiteLoad
from voltgrid.services.registry import StationRegistry
from voltgrid.services.roaming import RoamingClient

logger = logging.getLogger(__name__)

Identifier = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class RequestIdMiddleware(BaseHTTPMiddleware):
    """Gives every request an id and a list for breadcrumbs."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        request.state.request_id = uuid4().hex  #= request-state-on-singleton
        if request.headers.get("X-Trace") == "on":
            context.force_sampling()
        token = context.request_id.set(request.state.request_id)
        try:
            with context.breadcrumb_trail():
                response = await call_next(request)
        finally:
            context.request_id.reset(token)
        response.headers["X-Request-Id"] = request.state.request_id
        return response


class TimingMiddleware(BaseHTTPMiddleware):
    """Reports requests that take too long."""

    def __init__(self, app: ASGIApp, slow_after: float) -> None:
        super().__init__(app)
        self._slow_after = slow_after
        self._started = 0.0

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        self._started = time.monotonic()  #! request-state-on-singleton
        response = await call_next(request)
        took = time.monotonic() - self._started
        if took > self._slow_after:
            logger.warning("%s %s took %.2f s", request.method, request.url.path, took)
        return response


def get_bus(connection: HTTPConnection) -> EventBus:
    return connection.app.state.bus


def get_meters(connection: HTTPConnection) -> ConcentratorPool:
    return connection.app.state.meters


def get_registry(connection: HTTPConnection) -> StationRegistry:
    return connection.app.state.registry


def get_ledger(connection: HTTPConnection) -> Ledger:
    return connection.app.state.ledger


def get_roaming(connection: HTTPConnection) -> RoamingClient:
    return connection.app.state.roaming


def get_load(connection: HTTPConnection) -> SiteLoad:
    return connection.app.state.load


def get_hub(connection: HTTPConnection) -> DashboardHub:
    return connection.app.state.hub


async def require_principal(
    connection: HTTPConnection, x_api_key: Annotated[str, Header(min_length=20, max_length=128)]
) -> Principal:
    """The owner of the API key."""
    digest = hashlib.sha256(x_api_key.encode()).hexdigest()
    principal = await connection.app.state.store.principal_for(digest)
    if principal is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "unknown API key")
    context.bind(subject=principal.subject)
    context.carry("tenant", principal.tenant)
    connection.app.state.last_seen[principal.subject] = time.time()  #= request-state-on-singleton
    return principal


async def require_operator(principal: Annotated[Principal, Depends(require_principal)]) -> Principal:
    """An operator; drivers are turned away."""
    if principal.role is not Role.OPERATOR:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "operators only")
    return principal


async def meter_connection(
    meters: Annotated[ConcentratorPool, Depends(get_meters)],
) -> AsyncIterator[Connection]:
    """A concentrator connection that lives as long as the request."""
    async with meters.connection() as connection:
        yield connection  #= async-generator-unsafe-yield


class Window:
    """Part of a list that a client asks for."""

    def __init__(self, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> None:
        self.limit = limit  #= request-state-on-singleton


CurrentPrincipal = Annotated[Principal, Depends(require_principal)]
CurrentOperator = Annotated[Principal, Depends(require_operator)]
