"""Which stations are online, what is plugged in where, and who booked what."""

import logging
import threading

from voltgrid.core.bus import EventBus
from voltgrid.core.runtime import KeyedLocks
from voltgrid.models import Conflict, Connector, Event, EventKind, NotFound, Station, StationMessage
from voltgrid.services.store import Store

logger = logging.getLogger(__name__)


class SlotTable:
    """Bookings of time slots, by site and start of the slot."""

    def __init__(self) -> None:
        self._owners: dict[tuple[str, str], str] = {}

    def require_free(self, site_id: str, slot: str) -> None:
        """Refuse a slot that belongs to somebody."""
        if (site_id, slot) in self._owners:
            raise Conflict(f"slot {slot} is booked")

    def assign(self, site_id: str, slot: str, driver_id: str) -> None:
        """Write a driver into the table."""
        self._owners[site_id, slot] = driver_id

    def claim(self, site_id: str, slot: str, driver_id: str) -> None:
        """Take a slot or refuse, in one step."""
        self.require_free(site_id, slot)
        self.assign(site_id, slot, driver_id)

    def give_up(self, site_id: str, slot: str) -> None:
        """Free a slot."""
        self._owners.pop((site_id, slot), None)


class StationRegistry:
    """Stations with an open websocket.

    The roster is also read by the export, which runs in a worker thread.
    """

    def __init__(self, store: Store, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._stations: dict[str, Station] = {}
        self._locks = KeyedLocks()
        self.guard = threading.Lock()
        self.roster: dict[str, str] = {}

    def all(self) -> list[Station]:
        """A snapshot of all online stations."""
        return list(self._stations.values())

    def at_site(self, site_id: str) -> list[Station]:
        """A snapshot of the online stations of a site."""
        return [station for station in self._stations.values() if station.site_id == site_id]

    def find(self, tenant: str, station_id: str) -> Station:
        """An online station of the tenant."""
        station = self._stations.get(station_id)
        if station is None or station.tenant != tenant:
            raise NotFound(f"station {station_id} is not online")
        return station

    def connector(self, tenant: str, station_id: str, number: int) -> Connector:
        """A connector of an online station of the tenant."""
        connector = self.find(tenant, station_id).connectors.get(number)
        if connector is None:
            raise NotFound(f"station {station_id} has no connector {number}")
        return connector

    def free(self, station_id: str, number: int, session_id: str) -> None:
        """Take a session off its connector, if the station is still there."""
        station = self._stations.get(station_id)
        connector = station.connectors.get(number) if station is not None else None
        if connector is not None and connector.session_id == session_id:
            connector.session_id = None

    def roster_lines(self) -> list[str]:
        """The roster as text; runs in a worker thread."""
        with self.guard:
            return [f"{station_id},{firmware}" for station_id, firmware in self.roster.items()]

    async def register(self, tenant: str, station_id: str, firmware: str, plugs: int) -> Station:
        """Take a station in that has opened its websocket."""
        if station_id in self._stations:
            raise Conflict(f"station {station_id} is connected already")
        site_id = await self._store.site_of(tenant, station_id)
        connectors = {number: Connector(number) for number in range(1, plugs + 1)}
        station = Station(station_id, tenant, site_id, connectors, firmware)
        self._stations[station_id] = station  #! await-check-then-act
        logger.info("station %s online at %s", station_id, site_id)
        return station

    async def welcome(self, station: Station) -> None:
        """Tell everybody about a station that has been registered."""
        with self.guard:
            self.roster[station.station_id] = station.firmware
        event = Event(
            f"site.{station.site_id}", EventKind.STATION_ONLINE, {"station": station.station_id}
        )
        await self._bus.publish(event)  #= threading-lock-across-await

    async def relay(self, station: Station, message: StationMessage) -> None:
        """Pass on what a station says."""
        topic = f"station.{station.station_id}"
        await self._bus.publish(Event(topic, message.kind, {"id": message.id, "kw": message.kw}))

    async def unregister(self, station: Station) -> None:
        """Forget a station whose websocket is gone."""
        if self._stations.get(station.station_id) is not station:
            return
        del self._stations[station.station_id]
        with self.guard:
            self.roster.pop(station.station_id, None)
        topic = f"site.{station.site_id}"
        await self._bus.publish(Event(topic, EventKind.STATION_GONE, {"station": station.station_id}))
        logger.info("station %s offline", station.station_id)

    async def capabilities_of(self, station: Station) -> frozenset[str]:
        """Hardware capabilities, read once per connection of a station."""
        async with self._locks.for_key(station.station_id):
            if station.capabilities is None:
                station.capabilities = await self._store.capabilities(station.station_id)  #= lazy-init-across-await
            return station.capabilities

    async def update_firmware(self, station: Station, version: str) -> None:
        """Record that a station runs another firmware."""
        if station.firmware == version:
            logger.warning("station {} reports {} again".format(station.station_id, version))  #! logging-fstring
            return
        station.firmware = version
        if self._stations.get(station.station_id) is station:
            with self.guard:
                self.roster[station.station_id] = version
        await self._bus.publish(
            Event(f"site.{station.site_id}", EventKind.COMMAND_RESULT, {"firmware": version})
        )
