"""Stations, sessions and bookings."""

import asyncio
import logging
from functools import partial
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, WebSocket, WebSocketDisconnect, status
from pydantic import ValidationError

from voltgrid import context
from voltgrid.api import deps
from voltgrid.core.pool import ConcentratorPool
from voltgrid.models import BookingIn, FirmwareIn, SessionOut, SessionRecord, StartSession, Station, StationMessage, VoltgridError
from voltgrid.services.hub import DashboardHub
from voltgrid.services.ledger import Ledger
from voltgrid.services.load import SiteLoad
from voltgrid.services.registry import StationRegistry
from voltgrid.services.roaming import RoamingClient

logger = logging.getLogger(__name__)

router = APIRouter(dependencies=[Depends(deps.require_principal)])

Registry = Annotated[StationRegistry, Depends(deps.get_registry)]
Accounts = Annotated[Ledger, Depends(deps.get_ledger)]
Load = Annotated[SiteLoad, Depends(deps.get_load)]
ConnectorNumber = Annotated[int, Path(ge=1, le=16)]


@router.post("/stations/{station_id}/connectors/{number}/sessions", status_code=status.HTTP_201_CREATED)
async def start_session(
    station_id: deps.Identifier,
    number: ConnectorNumber,
    body: StartSession,
    principal: deps.CurrentPrincipal,
    registry: Registry,
    ledger: Accounts,
    roaming: Annotated[RoamingClient, Depends(deps.get_roaming)],
) -> SessionOut:
    """Unlock a connector for a driver."""
    connector = registry.connector(principal.tenant, station_id, number)
    if connector.session_id is not None:
        raise HTTPException(status.HTTP_409_CONFLICT, "connector is in use")
    await roaming.for_driver(body.driver_id).authorize(body.token)
    station = registry.find(principal.tenant, station_id)
    account = f"{principal.tenant}/{body.account}"
    record = SessionRecord(uuid4().hex, station_id, station.site_id, principal.tenant, account, number)
    connector.session_id = record.session_id  #? await-check-then-act
    ledger.open(record)
    logger.info("session %s started on %s/%d", record.session_id, station_id, number)
    return SessionOut(session_id=record.session_id, energy_kwh=0.0)


@router.get("/sessions/{session_id}")
async def read_session(
    session_id: deps.Identifier, principal: deps.CurrentPrincipal, ledger: Accounts
) -> SessionOut:
    """Energy so far, read from the meter."""
    energy = await ledger.poll(principal.tenant, session_id)
    return SessionOut(session_id=session_id, energy_kwh=energy)


@router.delete("/sessions/{session_id}")
async def stop_session(
    session_id: deps.Identifier, principal: deps.CurrentPrincipal, registry: Registry, ledger: Accounts
) -> SessionOut:
    """End a session and charge for it."""
    ledger.actor = principal.subject  #! request-state-on-singleton
    record, amount = await ledger.finish(principal.tenant, session_id)
    registry.free(record.station_id, record.connector, session_id)
    await ledger.post(f"{session_id} ended with {amount}")
    context.drop_crumb("session ended")
    return SessionOut(session_id=session_id, energy_kwh=record.energy_kwh, amount=amount)


@router.post("/stations/{station_id}/power")
async def ask_for_power(
    station_id: deps.Identifier,
    kw: Annotated[float, Query(gt=0, le=400)],
    principal: deps.CurrentOperator,
    registry: Registry,
    load: Load,
    emergency: bool = False,
) -> float:
    """Give a station more power; returns what it got."""
    return await load.grant(registry.find(principal.tenant, station_id), kw, emergency)


@router.post("/sites/{site_id}/bookings", status_code=status.HTTP_204_NO_CONTENT)
async def book(site_id: deps.Identifier, body: BookingIn, load: Load) -> None:
    """Book a slot, with a roaming token or at the pillar."""
    if body.token is not None:
        await load.book(site_id, body.slot, body.driver_id, body.token)
    else:
        await load.book_walk_in(site_id, body.slot, body.driver_id)


async def _flash(meters: ConcentratorPool, registry: StationRegistry, station: Station, version: str) -> None:
    async with meters.connection() as connection:
        await connection.request("flash", meters.timeout, station=station.station_id, version=version)
    await registry.update_firmware(station, version)


def _flashed(jobs: dict[str, asyncio.Task[None]], station_id: str, job: asyncio.Task[None]) -> None:
    jobs.pop(station_id, None)
    if not job.cancelled() and job.exception() is not None:
        logger.error("firmware of %s was not updated", station_id, exc_info=job.exception())


@router.put("/stations/{station_id}/firmware", status_code=status.HTTP_202_ACCEPTED)
async def update_firmware(
    station_id: deps.Identifier,
    body: FirmwareIn,
    request: Request,
    principal: deps.CurrentOperator,
    registry: Registry,
    meters: Annotated[ConcentratorPool, Depends(deps.get_meters)],
) -> None:
    """Begin a firmware update."""
    station = registry.find(principal.tenant, station_id)
    jobs = request.app.state.firmware_jobs
    if station_id in jobs:
        raise HTTPException(status.HTTP_409_CONFLICT, "an update is under way")
    if "ota" not in await registry.capabilities_of(station):
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_ENTITY, "station cannot be updated over the air")
    jobs[station_id] = asyncio.create_task(_flash(meters, registry, station, body.version))  #! await-check-then-act
    jobs[station_id].add_done_callback(partial(_flashed, jobs, station_id))
    logger.info("updating %s to %s", station_id, body.version)


@router.websocket("/stations/{station_id}/socket")
async def station_socket(
    socket: WebSocket,
    station_id: deps.Identifier,
    principal: deps.CurrentPrincipal,
    registry: Registry,
    hub: Annotated[DashboardHub, Depends(deps.get_hub)],
    firmware: Annotated[str, Query(max_length=32)],
    plugs: Annotated[int, Query(ge=1, le=16)],
) -> None:
    """The channel that a charger keeps open."""
    try:
        station = await registry.register(principal.tenant, station_id, firmware, plugs)
    except VoltgridError:
        logger.warning("station %s was turned away", station_id, exc_info=True)
        await socket.close(code=status.WS_1008_POLICY_VIOLATION)
        return
    try:
        await registry.welcome(station)
        await socket.accept()
        while True:
            text = await socket.receive_text()
            message = StationMessage.model_validate_json(text)
            await registry.relay(station, message)
            await hub.broadcast(station.site_id, text)
    except ValidationError:
        logger.warning("station %s sent an unknown message", station_id, exc_info=True)
        await socket.close(code=status.WS_1003_UNSUPPORTED_DATA)
    except WebSocketDisconnect:
        logger.info("station %s hung up", station_id)
    finally:
        await registry.unregister(station)


@router.websocket("/sites/{site_id}/dashboard")
async def dashboard_socket(
    socket: WebSocket,
    site_id: deps.Identifier,
    principal: deps.CurrentOperator,
    hub: Annotated[DashboardHub, Depends(deps.get_hub)],
) -> None:
    """The channel of an operator's dashboard."""
    await hub.join(site_id, socket)
    try:
        await hub.whisper(site_id, socket, f"welcome {principal.subject}")
        while True:
            await hub.whisper(site_id, socket, f"echo {await socket.receive_text()}")
    except WebSocketDisconnect:
        logger.info("dashboard of %s left", principal.subject)
    finally:
        hub.leave(site_id, socket)
