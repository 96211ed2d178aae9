import asyncpg


async def page(pool: asyncpg.Pool, limit: int, offset: int):
    return await pool.fetch("SELECT * FROM jobs LIMIT $1 OFFSET $2", limit, offset)  #!


async def ordered(pool: asyncpg.Pool, limit: int, offset: int):
    return await pool.fetch("SELECT * FROM jobs ORDER BY id LIMIT $1 OFFSET $2", limit, offset)


async def some(pool: asyncpg.Pool, limit: int):
    return await pool.fetch("SELECT * FROM jobs LIMIT $1", limit)
