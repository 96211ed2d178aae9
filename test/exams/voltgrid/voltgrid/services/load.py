"""Distribution of grid power over the stations of a site, and slot bookings."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from voltgrid.core.bus import EventBus
from voltgrid.core.pool import ConcentratorPool
from voltgrid.core.runtime import BackgroundService, KeyedLocks
from voltgrid.models import Event, EventKind, NotFound, ProbeSummary, SiteLimit, Station, UpstreamError
from voltgrid.services.registry import SlotTable, StationRegistry
from voltgrid.services.roaming import RoamingClient

logger = logging.getLogger(__name__)

ACK_TIMEOUT = 20.0
SWEEP_INTERVAL = 30.0
RESERVE_SHARE = 0.1

Confirm = Callable[[str, float], Awaitable[None]]
Allocate = Callable[[str, float], Awaitable[float]]


def power_budget(total_kw: float, confirm: Confirm) -> Allocate:
    """An allocator that hands out a total, grant by grant."""
    remaining = total_kw

    async def allocate(station_id: str, wanted_kw: float) -> float:
        nonlocal remaining
        granted = min(wanted_kw, remaining)
        if granted <= 0:
            return 0.0
        left = remaining - granted
        await confirm(station_id, granted)
        remaining = left  #! await-interleaved-rmw
        return granted

    return allocate


def reserve_budget(total_kw: float, confirm: Confirm) -> Allocate:
    """Like ``power_budget``, for the emergency reserve: all or nothing."""
    remaining = total_kw

    async def allocate(station_id: str, wanted_kw: float) -> float:
        nonlocal remaining
        if wanted_kw > remaining:
            return 0.0
        remaining -= wanted_kw
        try:
            await confirm(station_id, wanted_kw)
        except BaseException:
            remaining += wanted_kw  #= await-interleaved-rmw
            raise
        return wanted_kw

    return allocate


class SiteLoad(BackgroundService):
    """Limits, measurements and bookings of all sites."""

    name = "site-load"

    def __init__(
        self,
        registry: StationRegistry,
        meters: ConcentratorPool,
        roaming: RoamingClient,
        bus: EventBus,
        probe_concurrency: int,
    ) -> None:
        super().__init__(SWEEP_INTERVAL)
        self._registry = registry
        self._meters = meters
        self._roaming = roaming
        self._bus = bus
        self._slots = SlotTable()
        self._probes = asyncio.Semaphore(probe_concurrency)
        self._limits: dict[str, SiteLimit] = {}
        self._limit_locks = KeyedLocks()
        self._budgets: dict[str, Allocate] = {}
        self._reserves: dict[str, Allocate] = {}

    def define_limit(self, site_id: str, kw: float) -> None:
        """Set the contractual limit of a site."""
        self._limits[site_id] = SiteLimit(kw)
        self._budgets[site_id] = power_budget(kw * (1 - RESERVE_SHARE), self._confirm_station)
        self._reserves[site_id] = reserve_budget(kw * RESERVE_SHARE, self._confirm_station)

    def _limit(self, site_id: str) -> SiteLimit:
        limit = self._limits.get(site_id)
        if limit is None:
            raise NotFound(f"site {site_id} has no limit")
        return limit

    async def _command(self, command: str, **arguments: str | int) -> float:
        async with self._meters.connection() as connection:
            frame = await connection.request(command, self._meters.timeout, **arguments)
        if frame.get("status") != "ok":
            raise UpstreamError(f"{command} was refused")
        return float(frame.get("kw", 0.0))

    async def _confirm_station(self, station_id: str, kw: float) -> None:
        await self._command("limit-station", station=station_id, watts=int(kw * 1000))

    async def _confirm_site(self, site_id: str, limit: SiteLimit) -> None:
        await self._command("limit-site", site=site_id, watts=int(limit.kw * 1000), revision=limit.revision)

    async def grant(self, station: Station, wanted_kw: float, emergency: bool) -> float:
        """Give a station power from the budget of its site, or from the reserve."""
        allocate = (self._reserves if emergency else self._budgets).get(station.site_id)
        if allocate is None:
            raise NotFound(f"site {station.site_id} has no limit")
        granted = await allocate(station.station_id, wanted_kw)
        logger.info("station %s gets %.1f of %.1f kW", station.station_id, granted, wanted_kw)
        return granted

    async def shift_limit(self, site_id: str, delta_kw: float) -> SiteLimit:
        """Move the limit of a site up or down once the grid operator agrees."""
        async with self._limit_locks.for_key(site_id):
            current = self._limit(site_id)
        proposed = current.changed_by(delta_kw)
        await self._confirm_site(site_id, proposed)
        async with self._limit_locks.for_key(site_id):
            self._limits[site_id] = proposed  #! async-lock-gap
        logger.info("limit of %s is %.1f kW", site_id, proposed.kw)
        return proposed

    async def adopt_limit(self, site_id: str) -> SiteLimit:
        """Follow a change that the grid operator made on its side."""
        async with self._limit_locks.for_key(site_id):
            revision = self._limit(site_id).revision
        delta_kw = await self._command("limit-delta", site=site_id, after=revision)
        async with self._limit_locks.for_key(site_id):
            latest = self._limit(site_id)
            if latest.revision == revision:
                latest = latest.changed_by(delta_kw)
                self._limits[site_id] = latest  #= async-lock-gap
        logger.info("adopted limit of %s, now %.1f kW", site_id, latest.kw)
        return latest

    async def _measure(self, quantity: str, station: Station) -> float:
        try:
            async with self._probes:
                return await self._command(quantity, station=station.station_id)
        except UpstreamError:
            logger.warning("no %s from station %s", quantity, station.station_id, exc_info=True)
            return 0.0

    async def demand(self, site_id: str) -> float:
        """Power that the stations of a site draw at the moment."""
        drawn = {"kw": 0.0}

        async def measure(station: Station) -> None:
            so_far = drawn["kw"]
            reading = await self._measure("power", station)
            drawn["kw"] = so_far + reading  #! task-closure-shared-mutation

        async with asyncio.TaskGroup() as group:
            for station in self._registry.at_site(site_id):
                group.create_task(measure(station))
        return drawn["kw"]

    async def temperatures(self, site_id: str) -> dict[str, float]:
        """Cable temperature by station."""
        readings: dict[str, float] = {}

        async def measure(station: Station) -> None:
            readings[station.station_id] = await self._measure("temperature", station)  #= task-closure-shared-mutation

        async with asyncio.TaskGroup() as group:
            for station in self._registry.at_site(site_id):
                group.create_task(measure(station))
        return readings

    async def tick(self) -> None:
        await self._meters.prune()
        summary = ProbeSummary()
        async with asyncio.TaskGroup() as group:
            for station in self._registry.all():
                group.create_task(self._probe(station, summary))
        if summary.failed:
            logger.warning("%d of %d stations do not answer", len(summary.failed), summary.attempted)

    async def _probe(self, station: Station, summary: ProbeSummary) -> None:
        attempt = summary.attempted + 1
        try:
            async with self._probes:
                await self._command("probe", station=station.station_id)
        except UpstreamError:
            logger.info("station %s does not answer", station.station_id, exc_info=True)
            summary.failed.append(station.station_id)
        summary.attempted = attempt  #? task-closure-shared-mutation

    async def announce(self) -> None:
        """Publish the roster to the dashboards."""
        with self._registry.guard:  #! threading-lock-across-await
            for station_id, firmware in self._registry.roster.items():
                await self._bus.publish(
                    Event("roster", EventKind.STATION_ONLINE, {"station": station_id, "firmware": firmware})
                )

    async def book(self, site_id: str, slot: str, driver_id: str, token: str) -> None:
        """Book a slot for a driver of the roaming network."""
        self._slots.require_free(site_id, slot)
        await self._roaming.authorize(token)
        self._slots.assign(site_id, slot, driver_id)  #! await-check-then-act
        logger.info("slot %s at %s booked", slot, site_id)

    async def book_walk_in(self, site_id: str, slot: str, driver_id: str) -> None:
        """Book a slot at the pillar; the driver confirms at the display."""
        self._slots.claim(site_id, slot, driver_id)
        try:
            await self._command("confirm-slot", site=site_id, slot=slot)  #= await-check-then-act
        except BaseException:
            self._slots.give_up(site_id, slot)
            raise
        logger.info("slot %s at %s booked on site", slot, site_id)

    async def await_result(self, station_id: str, command_id: str) -> Event:
        """Wait for a station to report the result of a command."""
        try:
            async with asyncio.timeout(ACK_TIMEOUT):
                async for event in self._bus.events(f"station.{station_id}"):
                    if event.kind is EventKind.COMMAND_RESULT and event.payload.get("id") == command_id:
                        return event
        except TimeoutError as exc:
            raise UpstreamError(f"station {station_id} did not answer in time") from exc
        raise UpstreamError(f"station {station_id} went away")
