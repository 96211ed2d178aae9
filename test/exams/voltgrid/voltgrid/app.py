"""Application factory."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

from voltgrid.api import charging, operations
from voltgrid.api.deps import RequestIdMiddleware, TimingMiddleware
from voltgrid.context import ContextFilter
from voltgrid.core.bus import EventBus
from voltgrid.core.pool import ConcentratorPool
from voltgrid.core.runtime import Once
from voltgrid.models import Conflict, InsufficientFunds, NotFound, UpstreamError, VoltgridError
from voltgrid.services.hub import DashboardHub
from voltgrid.services.ledger import Ledger
from voltgrid.services.load import SiteLoad
from voltgrid.services.registry import StationRegistry
from voltgrid.services.roaming import RoamingClient
from voltgrid.services.settlement import Settlement
from voltgrid.services.store import Store
from voltgrid.services.tariffs import CapabilityCache, TariffBook
from voltgrid.settings import Settings

logger = logging.getLogger(__name__)

RESPONSES: dict[type[Exception], tuple[int, str]] = {
    Conflict: (status.HTTP_409_CONFLICT, "already taken"),
    NotFound: (status.HTTP_404_NOT_FOUND, "not found"),
    InsufficientFunds: (status.HTTP_402_PAYMENT_REQUIRED, "balance too low"),
    UpstreamError: (status.HTTP_502_BAD_GATEWAY, "no answer from an external system"),
}
FALLBACK = (status.HTTP_500_INTERNAL_SERVER_ERROR, "internal error")


async def _on_error(request: Request, exc: Exception) -> JSONResponse:
    logger.warning("%s %s failed", request.method, request.url.path, exc_info=exc)
    code, title = RESPONSES.get(type(exc), FALLBACK)
    return JSONResponse({"detail": title}, code)


async def _close_uploader(app: FastAPI) -> None:
    if app.state.uploader is not None:
        await app.state.uploader.aclose()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Build the services, start the background work and take all down again."""
    settings: Settings = app.state.settings
    timeout = settings.io_timeout
    async with AsyncExitStack() as stack:
        store = Store(settings.database_dsn.get_secret_value(), settings.database_pool_size)
        stack.push_async_callback(store.aclose)
        meters = ConcentratorPool(
            settings.concentrator_host, settings.concentrator_port, settings.concentrator_connections, timeout
        )
        stack.push_async_callback(meters.aclose)
        secret = settings.roaming_client_secret.get_secret_value()
        roaming = RoamingClient(
            str(settings.roaming_url), settings.roaming_ca_file, settings.roaming_client_id, secret, timeout
        )
        stack.push_async_callback(roaming.aclose)
        bus = EventBus()
        stack.push_async_callback(bus.close)
        capabilities = CapabilityCache(store)
        tariffs = TariffBook(store, capabilities, settings.tariff_interval)
        ledger = Ledger(store, tariffs, meters)
        registry = StationRegistry(store, bus)
        load = SiteLoad(registry, meters, roaming, bus, settings.probe_concurrency)

        limits, numbers, _, _ = await asyncio.gather(
            store.site_limits(), store.last_numbers(), tariffs.restore(), ledger.restore()
        )
        for site_id, kw in limits.items():
            load.define_limit(site_id, kw)
        roaming.resume(numbers[1])
        settlement = Settlement(store, roaming, ledger, tuple(limits), settings.settlement_interval)

        app.state.store = store
        app.state.bus = bus
        app.state.meters = meters
        app.state.roaming = roaming
        app.state.tariffs = tariffs
        app.state.ledger = ledger
        app.state.registry = registry
        app.state.load = load
        app.state.settlement = settlement
        app.state.hub = DashboardHub(bus)
        app.state.sites = Once(store.site_ids)
        app.state.firmware_jobs = {}
        app.state.last_seen = {}
        app.state.uploader = None  #= request-state-on-singleton
        stack.push_async_callback(_close_uploader, app)
        app.state.exports = 0
        for service in (tariffs, load, settlement):
            service.start()
            stack.push_async_callback(service.stop)
        logger.info("serving %d sites", len(limits))
        yield  #= async-generator-unsafe-yield


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the application; without settings they come from the environment."""
    app = FastAPI(title="voltgrid", lifespan=lifespan)
    app.state.settings = settings or Settings()
    app.add_middleware(TimingMiddleware, slow_after=app.state.settings.slow_request_after)
    app.add_middleware(RequestIdMiddleware)
    app.add_exception_handler(VoltgridError, _on_error)
    app.include_router(charging.router)
    app.include_router(operations.router)
    for handler in logging.getLogger().handlers:
        handler.addFilter(ContextFilter())
    return app
