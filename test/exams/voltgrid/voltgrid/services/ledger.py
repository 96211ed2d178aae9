"""Running sessions, prepaid balances and the journal.

The process is the only writer of balances; the database follows it.
"""

import asyncio
import logging
import threading
from collections import defaultdict, deque
from decimal import Decimal

from voltgrid.core.pool import ConcentratorPool
from voltgrid.core.runtime import AuditTrail, KeyedLocks
from voltgrid.models import InsufficientFunds, NotFound, SessionRecord, UpstreamError
from voltgrid.services.store import Store
from voltgrid.services.tariffs import TariffBook

logger = logging.getLogger(__name__)

TRAIL_SIZE = 500
EXPORT_SIZE = 10_000
LOW_BALANCE = Decimal(5)
MARGIN = Decimal("0.1")


class Ledger:
    """Who charged how much and who pays for it."""

    def __init__(self, store: Store, tariffs: TariffBook, meters: ConcentratorPool) -> None:
        self.actor = "system"
        self._store = store
        self._tariffs = tariffs
        self._meters = meters
        self._log = AuditTrail(TRAIL_SIZE)
        self._records: dict[str, SessionRecord] = {}
        self._revenue: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._balances: dict[str, Decimal] = {}
        self._balance_lock = asyncio.Lock()
        self._vouchers: dict[str, Decimal] = {}
        self._promotions: dict[str, Decimal] = {}
        self._session_locks = KeyedLocks()
        self._journal_mutex = threading.Lock()
        self._sequence = 0
        self._recent: deque[str] = deque(maxlen=EXPORT_SIZE)

    async def restore(self) -> None:
        """Continue the journal of an earlier run; to be called before the first entry."""
        self._sequence, _ = await self._store.last_numbers()

    def issue(self, vouchers: dict[str, Decimal], promotions: dict[str, Decimal]) -> None:
        """Make codes redeemable until the next restart."""
        self._vouchers.update(vouchers)
        self._promotions.update(promotions)

    def open(self, record: SessionRecord) -> None:
        """Begin to account for a session."""
        self._records[record.session_id] = record
        self._log.info(f"{record.session_id} opened for {record.account}")  #= logging-fstring

    def history(self, count: int) -> list[str]:
        """The newest lines of the trail."""
        return self._log.tail(count)

    def record(self, tenant: str, session_id: str) -> SessionRecord:
        """A running session of the tenant."""
        record = self._records.get(session_id)
        if record is None or record.tenant != tenant:
            raise NotFound(f"session {session_id} is not running")
        return record

    def running(self) -> list[SessionRecord]:
        """A snapshot of all running sessions."""
        return list(self._records.values())

    async def _read(self, counter: str, record: SessionRecord) -> float:
        async with self._meters.connection() as connection:
            frame = await connection.request(
                counter, self._meters.timeout, station=record.station_id, connector=record.connector
            )
        return float(frame["kwh"])

    async def poll(self, tenant: str, session_id: str) -> float:
        """Add what was charged since the last poll; returns the total."""
        async with self._session_locks.for_key(session_id):
            record = self.record(tenant, session_id)
            await self._add_delta(record)
            return record.energy_kwh

    async def _add_delta(self, record: SessionRecord) -> None:
        record.energy_kwh += await self._read("delta", record)  #= await-in-augmented-assign

    async def finish(self, tenant: str, session_id: str) -> tuple[SessionRecord, Decimal]:
        """End a session and charge the account."""
        async with self._session_locks.for_key(session_id):
            record = self.record(tenant, session_id)
            await self._add_delta(record)
            price = await self._tariffs.quote(record)
            amount = (price * Decimal(str(record.energy_kwh))).quantize(Decimal("0.01"))
            await self._store.end_session(record)
            await self.charge(record.account, amount)
            del self._records[session_id]  #= await-check-then-act
        return record, amount

    async def book_revenue(self, record: SessionRecord) -> None:
        """Add a settled session to the revenue of its site."""
        site = record.site_id
        self._revenue[site] = self._revenue[site] + await self._margin(record)  #! await-in-augmented-assign
        logger.debug("revenue of %s is now %s", site, self._revenue[site])

    async def _margin(self, record: SessionRecord) -> Decimal:
        price = await self._tariffs.quote(record)
        return price * Decimal(str(record.energy_kwh)) * MARGIN

    async def _cached_balance(self, account: str) -> Decimal:
        if account not in self._balances:
            self._balances[account] = await self._store.balance(account)  #= await-check-then-act
        return self._balances[account]

    async def balance(self, account: str) -> Decimal:
        """Current balance of an account."""
        async with self._balance_lock:
            return await self._cached_balance(account)

    async def _set_balance(self, account: str, amount: Decimal) -> None:
        async with self._balance_lock:
            await self._store.save_balance(account, amount)
            self._balances[account] = amount

    async def charge(self, account: str, amount: Decimal) -> None:
        """Take money from an account."""
        current = await self.balance(account)
        if current < amount:
            raise InsufficientFunds(f"{account} has {current}, needs {amount}")
        await self._set_balance(account, current - amount)  #! async-lock-gap
        if current - amount < LOW_BALANCE:
            logger.info("account %s is running low", account)

    async def credit(self, account: str, amount: Decimal) -> Decimal:
        """Give money to an account; returns the new balance."""
        async with self._balance_lock:
            current = await self._cached_balance(account)
            await self._store.save_balance(account, current + amount)
            self._balances[account] = current + amount  #= await-interleaved-rmw
        logger.info("account %s got %s", account, amount)
        return current + amount

    async def redeem(self, code: str, account: str) -> Decimal:
        """Credit a voucher to an account."""
        value = self._vouchers.get(code)
        if value is None:
            raise NotFound("voucher is unknown or used")
        balance = await self.credit(account, value)
        self._vouchers.pop(code, None)  #? await-check-then-act
        return balance

    async def apply_promotion(self, code: str, account: str) -> Decimal:
        """Credit a promotion to an account, once."""
        value = self._promotions.pop(code, None)
        if value is None:
            raise NotFound("promotion is unknown or used")
        try:
            return await self.credit(account, value)
        except BaseException:
            self._promotions[code] = value  #= await-check-then-act
            raise

    async def post(self, text: str) -> int:
        """Write one line to the journal; returns its number."""
        with self._journal_mutex:  #! threading-lock-across-await
            self._sequence += 1
            number = self._sequence
            await self._store.append_entry(number, self.actor, text)
            self._recent.append(text)
        return number

    def recent_lines(self) -> list[str]:
        """The newest lines; the export calls this from a worker thread."""
        with self._journal_mutex:  #= threading-lock-across-await
            return list(self._recent)

    async def poll_all(self) -> int:
        """Poll every running session; returns how many answered."""
        answered = 0
        for record in self.running():  #= iterate-shared-across-await
            try:
                await self.poll(record.tenant, record.session_id)
            except (NotFound, UpstreamError):
                logger.warning("session %s could not be polled", record.session_id, exc_info=True)
            else:
                answered += 1
        return answered
