"""Prices: the list from the database, overrides and discounts on top of it."""

import logging
from decimal import Decimal
from enum import StrEnum

from voltgrid.core.cache import SingleFlightCache
from voltgrid.core.runtime import BackgroundService
from voltgrid.models import NotFound, SessionRecord
from voltgrid.services.store import Store

logger = logging.getLogger(__name__)

CAPABILITY_TTL = 600.0
REFRESH_MARGIN = 90.0
FAST_CHARGING = Decimal("1.15")


class BookState(StrEnum):
    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"


class CapabilityCache(SingleFlightCache[str, frozenset[str]]):
    """Station capabilities, which change only with the hardware."""

    def __init__(self, store: Store) -> None:
        super().__init__(CAPABILITY_TTL)
        self._store = store

    async def load(self, key: str) -> frozenset[str]:
        return await self._store.capabilities(key)


class TariffBook(BackgroundService):
    """Keeps the price list fresh and answers what a session costs."""

    name = "tariff-book"

    def __init__(self, store: Store, capabilities: CapabilityCache, interval: float) -> None:
        super().__init__(interval)
        self._store = store
        self._capabilities = capabilities
        self._state = BookState.EMPTY
        self._revision = 0
        self._tariffs: dict[str, Decimal] = {}
        self._overrides: dict[str, Decimal] = {}

    @property
    def state(self) -> BookState:
        """Whether prices can be quoted."""
        return self._state

    async def restore(self) -> None:
        """Take over what was set before the last stop; to be called before ``start``."""
        self._overrides = await self._store.overrides()
        await self._capabilities.warm(self._overrides)

    async def tick(self) -> None:
        await self.reload()
        await self._capabilities.refresh_expiring(REFRESH_MARGIN)
        self._capabilities.evict_expired()

    async def reload(self) -> bool:
        """Read the price list again; False if that is being done already."""
        if self._state is BookState.LOADING:
            return False
        self._state = BookState.LOADING  #! guard-flag-not-reset
        revision, tariffs = await self._store.tariffs()
        self._install(revision, {site_id: tariff.per_kwh for site_id, tariff in tariffs.items()})
        self._state = BookState.READY
        logger.info(f"price list revision {revision} with {len(tariffs)} sites")  #! logging-fstring
        return True

    def _install(self, revision: int, tariffs: dict[str, Decimal]) -> None:
        if revision < self._revision:
            return
        self._revision = revision
        self._tariffs = tariffs

    def _with_override(self, station_id: str, per_kwh: Decimal) -> dict[str, Decimal]:
        prices = dict(self._overrides)
        prices[station_id] = per_kwh
        return prices

    async def set_override(self, station_id: str, per_kwh: Decimal) -> int:
        """Give one station a price of its own; returns how many have one."""
        prices = self._with_override(station_id, per_kwh)
        await self._store.save_overrides(prices)
        self._overrides = prices  #! await-interleaved-rmw
        logger.info("override for %s is %s", station_id, per_kwh)
        return len(prices)

    async def quote(self, record: SessionRecord) -> Decimal:
        """Price per kWh for a session, with the surcharge for direct current."""
        price = self._overrides.get(record.station_id)
        if price is None:
            price = self._tariffs.get(record.site_id)
        if price is None:
            raise NotFound(f"no tariff for site {record.site_id}")
        capabilities = await self._capabilities.get(record.station_id)
        return price * FAST_CHARGING if "dc" in capabilities else price
