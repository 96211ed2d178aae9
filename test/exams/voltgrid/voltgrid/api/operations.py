"""Event streams, exports and the buttons of the operators."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from voltgrid.api import deps
from voltgrid.core.bus import EventBus, Subscription
from voltgrid.core.pool import ConcentratorPool, Connection
from voltgrid.models import CodesIn, Event, EventKind, LimitChange, OverrideIn, VoucherIn
from voltgrid.services.hub import DashboardHub
from voltgrid.services.ledger import Ledger
from voltgrid.services.load import SiteLoad
from voltgrid.services.registry import StationRegistry
from voltgrid.services.settlement import ReportUploader

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/operations", dependencies=[Depends(deps.require_operator)])

SSE = "text/event-stream"
KEEPALIVE = 15.0

Bus = Annotated[EventBus, Depends(deps.get_bus)]
Hub = Annotated[DashboardHub, Depends(deps.get_hub)]
Load = Annotated[SiteLoad, Depends(deps.get_load)]
Accounts = Annotated[Ledger, Depends(deps.get_ledger)]
Meters = Annotated[ConcentratorPool, Depends(deps.get_meters)]
Registry = Annotated[StationRegistry, Depends(deps.get_registry)]


async def _next_event(inbox: Subscription) -> Event | None:
    try:
        async with asyncio.timeout(KEEPALIVE):
            return await inbox.queue.get()
    except TimeoutError:
        return None


async def _station_feed(bus: EventBus, station_id: str) -> AsyncIterator[str]:
    inbox = bus.subscribe(f"station.{station_id}")  #! stream-without-disconnect-cleanup
    yield "retry: 3000\n\n"
    while True:
        event = await _next_event(inbox)
        if event is not None and event.kind is EventKind.CLOSED:
            break
        yield event.as_sse() if event is not None else ": keep-alive\n\n"
    bus.unsubscribe(inbox)


async def _site_feed(bus: EventBus, site_id: str) -> AsyncIterator[str]:
    inbox = bus.subscribe(f"site.{site_id}")  #= stream-without-disconnect-cleanup
    try:
        while True:
            event = await _next_event(inbox)
            if event is not None and event.kind is EventKind.CLOSED:
                break
            yield event.as_sse() if event is not None else ": keep-alive\n\n"
    finally:
        bus.unsubscribe(inbox)


async def _meter_lines(meters: ConcentratorPool, station_id: str) -> AsyncIterator[str]:
    connection = await meters.acquire()  #! stream-without-disconnect-cleanup
    async for frame in connection.frames(station_id, KEEPALIVE):
        yield json.dumps(frame) + "\n"
    await meters.release(connection)


async def _csv(lines: list[str]) -> AsyncIterator[str]:
    yield "station,firmware\n"
    for line in lines:
        yield line + "\n"  #= stream-without-disconnect-cleanup


@router.get("/stations/{station_id}/events")
async def station_events(station_id: deps.Identifier, bus: Bus) -> StreamingResponse:
    """Events of one station."""
    return StreamingResponse(_station_feed(bus, station_id), media_type=SSE)


@router.get("/sites/{site_id}/events")
async def site_events(site_id: deps.Identifier, bus: Bus) -> StreamingResponse:
    """Events of one site."""
    return StreamingResponse(_site_feed(bus, site_id), media_type=SSE)


@router.get("/sites/{site_id}/activity")
async def site_activity(site_id: deps.Identifier, hub: Hub) -> StreamingResponse:
    """What happens at a site, buffered for slow readers."""
    return StreamingResponse(hub.activity(site_id), media_type=SSE)


@router.get("/roster/changes")
async def roster_changes(hub: Hub) -> StreamingResponse:
    """Changes of the roster."""
    return StreamingResponse(hub.roster(), media_type=SSE)


@router.get("/stations/{station_id}/meter")
async def meter_frames(station_id: deps.Identifier, meters: Meters) -> StreamingResponse:
    """Live meter frames, one JSON document a line."""
    return StreamingResponse(_meter_lines(meters, station_id), media_type="application/x-ndjson")


@router.get("/stations/{station_id}/results/{command_id}")
async def command_result(station_id: deps.Identifier, command_id: deps.Identifier, load: Load) -> float:
    """Wait for the result of a command, for a while."""
    event = await load.await_result(station_id, command_id)
    return float(event.payload["kw"])


@router.get("/roster")
async def roster(registry: Registry, load: Load) -> StreamingResponse:
    """The roster as CSV; also sent to the dashboards."""
    await load.announce()
    lines = await asyncio.to_thread(registry.roster_lines)
    return StreamingResponse(_csv(lines), media_type="text/csv")


async def get_uploader(request: Request) -> ReportUploader:
    """The archive, opened by the first export."""
    state = request.app.state
    if state.uploader is None:
        settings = state.settings
        token = settings.report_token.get_secret_value()
        state.uploader = await ReportUploader.open(str(settings.report_url), token, settings.io_timeout)  #! lazy-init-across-await
    return state.uploader


@router.post("/exports")
async def export(
    request: Request, ledger: Accounts, uploader: Annotated[ReportUploader, Depends(get_uploader)]
) -> int:
    """Archive the newest lines of the journal; returns the number of the export."""
    number = request.app.state.exports + 1
    lines = await asyncio.to_thread(ledger.recent_lines)
    await uploader.upload(f"journal-{number}.txt", "\n".join(lines))
    request.app.state.exports = number  #! await-interleaved-rmw
    logger.info("export %d has %d lines", number, len(lines))
    return number


@router.get("/journal")
async def journal(request: Request, window: Annotated[deps.Window, Depends()]) -> list[str]:
    """The beginning of the journal."""
    found: list[str] = []
    async with aclosing(request.app.state.store.entries(0)) as entries:
        async for line in entries:
            found.append(line)
            if len(found) == window.limit:
                break
    return found


@router.get("/concentrator")
async def concentrator(
    meters: Meters, connection: Annotated[Connection, Depends(deps.meter_connection)]
) -> dict[str, str | float]:
    """What the concentrator says about itself."""
    return await connection.request("status", meters.timeout)


@router.post("/concentrator/recycle", status_code=204)
async def recycle(meters: Meters) -> None:
    """Open new connections to the concentrator."""
    await meters.recycle()


@router.post("/tariffs/reload")
async def reload_tariffs(request: Request) -> bool:
    """Read the price list now."""
    return await request.app.state.tariffs.reload()


@router.put("/stations/{station_id}/price")
async def set_price(station_id: deps.Identifier, body: OverrideIn, request: Request) -> int:
    """Override the price of a station."""
    return await request.app.state.tariffs.set_override(station_id, body.per_kwh)


@router.get("/sites")
async def sites(request: Request) -> tuple[str, ...]:
    """All sites in operation when they were first asked for."""
    return await request.app.state.sites.get()


@router.post("/sites/{site_id}/limit")
async def shift_limit(site_id: deps.Identifier, body: LimitChange, load: Load) -> float:
    """Move the grid limit of a site."""
    return (await load.shift_limit(site_id, body.delta_kw)).kw


@router.post("/sites/{site_id}/limit/adopt")
async def adopt_limit(site_id: deps.Identifier, load: Load) -> float:
    """Take over the grid limit from the operator of the grid."""
    return (await load.adopt_limit(site_id)).kw


@router.get("/sites/{site_id}/load")
async def site_load(site_id: deps.Identifier, load: Load) -> dict[str, float]:
    """Demand of a site and its hottest cable."""
    temperatures = await load.temperatures(site_id)
    return {"kw": await load.demand(site_id), "celsius": max(temperatures.values(), default=0.0)}


@router.post("/sites/{site_id}/settle")
async def settle(site_id: deps.Identifier, request: Request) -> int:
    """Settle a site now."""
    return await request.app.state.settlement.settle_site(site_id)


@router.post("/sites/{site_id}/page")
async def page(site_id: deps.Identifier, hub: Hub, text: Annotated[str, Query(min_length=1, max_length=200)]) -> bool:
    """Show a text to somebody who watches the site."""
    return await hub.page_anyone(site_id, text)


@router.delete("/sites/{site_id}/dashboards")
async def close_dashboards(site_id: deps.Identifier, hub: Hub) -> int:
    """Disconnect the dashboards of a site."""
    return await hub.shut(site_id)


@router.post("/codes", status_code=204)
async def issue_codes(body: CodesIn, ledger: Accounts) -> None:
    """Issue vouchers and promotions."""
    ledger.issue(body.vouchers, body.promotions)
    logger.info("issued %d vouchers, %d promotions", len(body.vouchers), len(body.promotions))


@router.get("/history")
async def history(ledger: Accounts, window: Annotated[deps.Window, Depends()]) -> list[str]:
    """What drivers did lately."""
    return ledger.history(window.limit)


@router.post("/vouchers")
async def redeem(body: VoucherIn, ledger: Accounts) -> Decimal:
    """Credit a voucher that a driver has read out on the phone."""
    return await ledger.redeem(body.code, body.account)


@router.post("/promotions")
async def promote(body: VoucherIn, ledger: Accounts) -> Decimal:
    """Credit a promotion code."""
    return await ledger.apply_promotion(body.code, body.account)
