import asyncpg


async def create(pool: asyncpg.Pool, tenant: int, reference: str) -> int:
    found = await pool.fetchval(
        "SELECT id FROM jobs WHERE tenant = $1 AND reference = $2", tenant, reference
    )
    if found is not None:
        return found
    return await pool.fetchval(  #!
        "INSERT INTO jobs (tenant, reference) VALUES ($1, $2) RETURNING id", tenant, reference
    )


async def create_once(pool: asyncpg.Pool, tenant: int, reference: str) -> int:
    found = await pool.fetchval(
        "SELECT id FROM jobs WHERE tenant = $1 AND reference = $2", tenant, reference
    )
    if found is not None:
        return found
    return await pool.fetchval(
        "INSERT INTO jobs (tenant, reference) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id",
        tenant,
        reference,
    )


async def create_or_refuse(pool: asyncpg.Pool, tenant: int, reference: str) -> int:
    found = await pool.fetchval("SELECT id FROM jobs WHERE reference = $1", reference)
    if found is not None:
        raise ValueError(reference)
    try:
        return await pool.fetchval(
            "INSERT INTO jobs (tenant, reference) VALUES ($1, $2) RETURNING id", tenant, reference
        )
    except asyncpg.UniqueViolationError as error:
        raise ValueError(reference) from error


async def add_line(pool: asyncpg.Pool, order: int, text: str) -> None:
    found = await pool.fetchval("SELECT id FROM orders WHERE id = $1", order)
    if found is None:
        raise ValueError(order)
    await pool.execute("INSERT INTO lines (order_id, text) VALUES ($1, $2)", order, text)
