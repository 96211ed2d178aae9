"""PostgreSQL access. Every statement has the pool's command timeout."""

import logging
from collections.abc import AsyncIterator
from decimal import Decimal

import asyncpg

from voltgrid.core.runtime import LazyResource
from voltgrid.models import NotFound, Principal, Role, SessionRecord, Tariff

logger = logging.getLogger(__name__)

COMMAND_TIMEOUT = 10.0


class Store(LazyResource[asyncpg.Pool]):
    """Queries and statements used by the services."""

    def __init__(self, dsn: str, pool_size: int) -> None:
        super().__init__()
        self._dsn = dsn
        self._pool_size = pool_size

    async def _open(self) -> asyncpg.Pool:
        logger.info("opening database pool of %d", self._pool_size)
        return await asyncpg.create_pool(
            self._dsn, min_size=1, max_size=self._pool_size, command_timeout=COMMAND_TIMEOUT
        )

    async def _close(self, resource: asyncpg.Pool) -> None:
        await resource.close()

    async def principal_for(self, key_digest: str) -> Principal | None:
        """Look an API key up by its digest."""
        pool = await self.resource()
        row = await pool.fetchrow(
            "SELECT subject, tenant, role FROM api_key WHERE digest = $1 AND revoked_at IS NULL", key_digest
        )
        return Principal(row["subject"], row["tenant"], Role(row["role"])) if row else None

    async def site_of(self, tenant: str, station_id: str) -> str:
        """The site at which a station of this tenant stands."""
        pool = await self.resource()
        site_id: str | None = await pool.fetchval(
            "SELECT site_id FROM station WHERE tenant = $1 AND station_id = $2", tenant, station_id
        )
        if site_id is None:
            raise NotFound(f"station {station_id} is not commissioned")
        return site_id

    async def site_ids(self) -> tuple[str, ...]:
        """All sites that are in operation."""
        pool = await self.resource()
        rows = await pool.fetch("SELECT site_id FROM site WHERE closed_at IS NULL ORDER BY site_id")
        return tuple(row["site_id"] for row in rows)

    async def site_limits(self) -> dict[str, float]:
        """Contractual grid limit by site."""
        pool = await self.resource()
        rows = await pool.fetch("SELECT site_id, limit_kw FROM site WHERE closed_at IS NULL")
        return {row["site_id"]: row["limit_kw"] for row in rows}

    async def capabilities(self, station_id: str) -> frozenset[str]:
        """What the hardware of a station can do."""
        pool = await self.resource()
        rows = await pool.fetch("SELECT name FROM station_capability WHERE station_id = $1", station_id)
        return frozenset(row["name"] for row in rows)

    async def tariffs(self) -> tuple[int, dict[str, Tariff]]:
        """All tariffs in force and the revision of the price list."""
        pool = await self.resource()
        rows = await pool.fetch("SELECT site_id, per_kwh, revision FROM tariff WHERE valid_to IS NULL")
        tariffs = {row["site_id"]: Tariff(row["site_id"], row["per_kwh"], row["revision"]) for row in rows}
        return max((tariff.revision for tariff in tariffs.values()), default=0), tariffs

    async def overrides(self) -> dict[str, Decimal]:
        """Price overrides by station."""
        pool = await self.resource()
        rows = await pool.fetch("SELECT station_id, per_kwh FROM price_override")
        return {row["station_id"]: row["per_kwh"] for row in rows}

    async def save_overrides(self, prices: dict[str, Decimal]) -> None:
        """Replace the set of price overrides."""
        pool = await self.resource()
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("DELETE FROM price_override")
            await connection.executemany(
                "INSERT INTO price_override (station_id, per_kwh) VALUES ($1, $2)", sorted(prices.items())
            )

    async def balance(self, account: str) -> Decimal:
        """Prepaid balance; unknown accounts have nothing."""
        pool = await self.resource()
        amount: Decimal | None = await pool.fetchval("SELECT amount FROM balance WHERE account = $1", account)
        return amount if amount is not None else Decimal(0)

    async def save_balance(self, account: str, amount: Decimal) -> None:
        """Store the balance of an account."""
        pool = await self.resource()
        await pool.execute(
            "INSERT INTO balance (account, amount) VALUES ($1, $2)"
            " ON CONFLICT (account) DO UPDATE SET amount = excluded.amount",
            account,
            amount,
        )

    async def append_entry(self, sequence: int, actor: str, text: str) -> None:
        """Add one line to the journal."""
        pool = await self.resource()
        await pool.execute(
            "INSERT INTO journal (sequence, actor, text) VALUES ($1, $2, $3)", sequence, actor, text
        )

    async def entries(self, after: int) -> AsyncIterator[str]:
        """Lines of the journal in order; to be closed by the caller."""
        pool = await self.resource()
        async with pool.acquire() as connection, connection.transaction():
            query = "SELECT actor, text FROM journal WHERE sequence > $1 ORDER BY sequence"
            async for row in connection.cursor(query, after):
                yield f"{row['actor']},{row['text']}"  #= async-generator-unsafe-yield

    async def end_session(self, record: SessionRecord) -> None:
        """Store a session that is over; storing it again changes its energy only."""
        pool = await self.resource()
        await pool.execute(
            "INSERT INTO session (session_id, station_id, site_id, tenant, account, connector, energy_kwh, ended_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, now())"
            " ON CONFLICT (session_id) DO UPDATE SET energy_kwh = excluded.energy_kwh",
            record.session_id,
            record.station_id,
            record.site_id,
            record.tenant,
            record.account,
            record.connector,
            record.energy_kwh,
        )

    async def unsettled(self, site_id: str, limit: int) -> list[SessionRecord]:
        """Finished sessions that have not been reported to the roaming network."""
        pool = await self.resource()
        rows = await pool.fetch(
            "SELECT session_id, station_id, site_id, tenant, account, connector, energy_kwh FROM session"
            " WHERE site_id = $1 AND ended_at IS NOT NULL AND settled_at IS NULL"
            " ORDER BY ended_at LIMIT $2",
            site_id,
            limit,
        )
        return [SessionRecord(**row) for row in rows]

    async def last_numbers(self) -> tuple[int, int]:
        """The highest journal sequence and the highest settlement batch."""
        pool = await self.resource()
        row = await pool.fetchrow(
            "SELECT (SELECT coalesce(max(sequence), 0) FROM journal) AS journal,"
            " (SELECT coalesce(max(batch), 0) FROM session) AS batch"
        )
        return row["journal"], row["batch"]

    async def mark_settled(self, session_id: str, batch: int) -> None:
        """Note in which batch a session went out."""
        pool = await self.resource()
        await pool.execute(
            "UPDATE session SET settled_at = now(), batch = $2 WHERE session_id = $1 AND settled_at IS NULL",
            session_id,
            batch,
        )
