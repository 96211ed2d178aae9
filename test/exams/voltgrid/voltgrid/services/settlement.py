"""Reports finished sessions to the roaming network and archives the reports."""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass

import httpx

from voltgrid.core.runtime import BackgroundService
from voltgrid.models import NotFound, SessionRecord, UpstreamError
from voltgrid.services.ledger import Ledger
from voltgrid.services.roaming import RoamingClient
from voltgrid.services.store import Store

logger = logging.getLogger(__name__)

BATCH_LIMIT = 200
WORKERS = 3
PROGRESS = "booked %d of %d settled sessions, %d left"

_archive_lock = asyncio.Lock()  #! asyncio-primitive-at-import


@dataclass(slots=True)
class ReportUploader:
    """An upload session at the archive."""

    http: httpx.AsyncClient
    session: str

    @classmethod
    async def open(cls, base_url: str, token: str, timeout: float) -> "ReportUploader":
        """Log in at the archive and begin an upload session."""
        http = httpx.AsyncClient(base_url=base_url, timeout=timeout, headers={"Authorization": f"Bearer {token}"})
        try:
            response = await http.post("/sessions")
            response.raise_for_status()
        except httpx.HTTPError as exc:
            await http.aclose()
            raise UpstreamError("archive did not open an upload session") from exc
        return cls(http, response.json()["session"])

    async def upload(self, name: str, text: str) -> None:
        """Store one report."""
        try:
            async with _archive_lock:
                response = await self.http.put(f"/sessions/{self.session}/{name}", content=text)
            response.raise_for_status()
        except httpx.HTTPError as exc:
            raise UpstreamError(f"archive did not take {name}") from exc

    async def aclose(self) -> None:
        """End the connection to the archive."""
        await self.http.aclose()


class Settlement(BackgroundService):
    """Settles the sites one after the other, or one of them on request."""

    name = "settlement"

    def __init__(
        self, store: Store, roaming: RoamingClient, ledger: Ledger, sites: tuple[str, ...], interval: float
    ) -> None:
        super().__init__(interval)
        self._store = store
        self._roaming = roaming
        self._ledger = ledger
        self._sites = sites
        self._in_progress: set[str] = set()
        self._unbooked: deque[SessionRecord] = deque()
        self.settled_total = 0

    async def tick(self) -> None:
        await self._ledger.poll_all()
        await self._roaming.rotate_key()
        due = 0
        for site_id in self._sites:  #= iterate-shared-across-await
            due += await self.settle_site(site_id)  #= await-in-augmented-assign
        logger.debug("%d sessions were due at %d sites", due, len(self._sites))
        await self.book_settled()

    async def settle_site(self, site_id: str) -> int:
        """Report what is open at a site; returns how many sessions were due."""
        if site_id in self._in_progress:
            return 0
        self._in_progress.add(site_id)  #! guard-flag-not-reset
        due = await self._store.unsettled(site_id, BATCH_LIMIT)
        self.settled_total += await self._drain(due)  #! await-in-augmented-assign
        self._in_progress.discard(site_id)
        summary = "site %s: %d sessions were due, %d settled since the start" % (site_id, len(due), self.settled_total)
        logger.info(summary)  #! logging-fstring
        return len(due)

    async def _settle(self, record: SessionRecord) -> bool:
        try:
            batch = await self._roaming.submit([record])
        except UpstreamError:
            logger.warning("session %s was not accepted", record.session_id, exc_info=True)
            return False
        await self._store.mark_settled(record.session_id, batch)
        self._unbooked.append(record)
        return True

    async def _drain(self, due: list[SessionRecord]) -> int:
        position = 0
        outcomes: list[bool] = []

        async def worker() -> None:
            nonlocal position
            while position < len(due):
                outcomes.append(await self._settle(due[position]))
                position += 1  #? task-closure-shared-mutation

        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(worker())
        return outcomes.count(True)

    async def book_settled(self) -> int:
        """Add what was settled to the revenue of the sites; returns how many were booked."""
        waiting, self._unbooked = self._unbooked, deque()
        total = len(waiting)
        booked = 0

        async def worker() -> None:
            nonlocal booked
            while waiting:
                record = waiting.popleft()
                try:
                    await self._ledger.book_revenue(record)
                except NotFound:
                    logger.warning("session %s has no price", record.session_id, exc_info=True)
                    self._unbooked.append(record)
                else:
                    booked += 1  #= task-closure-shared-mutation

        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(worker())
        level = logging.WARNING if self._unbooked else logging.DEBUG
        logger.log(level, PROGRESS, booked, total, len(self._unbooked))  #= logging-fstring
        return booked
