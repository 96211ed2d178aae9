import asyncpg


async def assign(pool: asyncpg.Pool, job_id: int, courier: int) -> None:
    job = await pool.fetchrow("SELECT * FROM jobs WHERE id = $1", job_id)
    if job["state"] != "new":
        raise ValueError(job_id)
    await pool.execute(  #!
        "UPDATE jobs SET state = $2, courier = $3 WHERE id = $1", job_id, "assigned", courier
    )


async def assign_in_the_database(pool: asyncpg.Pool, job_id: int, courier: int) -> None:
    job = await pool.fetchrow("SELECT * FROM jobs WHERE id = $1", job_id)
    if job["state"] != "new":
        raise ValueError(job_id)
    status = await pool.execute(
        "UPDATE jobs SET state = 'assigned', courier = $2 WHERE id = $1 AND state = 'new'",
        job_id,
        courier,
    )
    if status != "UPDATE 1":
        raise ValueError(job_id)


async def assign_locked(pool: asyncpg.Pool, job_id: int) -> None:
    async with pool.acquire() as connection, connection.transaction():
        job = await connection.fetchrow("SELECT * FROM jobs WHERE id = $1 FOR UPDATE", job_id)
        if job["state"] != "new":
            raise ValueError(job_id)
        await connection.execute("UPDATE jobs SET state = 'assigned' WHERE id = $1", job_id)


async def rename(pool: asyncpg.Pool, job_id: int, name: str) -> None:
    job = await pool.fetchrow("SELECT * FROM jobs WHERE id = $1", job_id)
    if job["state"] == "closed":
        raise ValueError(job_id)
    await pool.execute("UPDATE jobs SET name = $2 WHERE id = $1", job_id, name)


async def other_table(pool: asyncpg.Pool, job_id: int) -> None:
    job = await pool.fetchrow("SELECT * FROM jobs WHERE id = $1", job_id)
    if job["state"] != "new":
        raise ValueError(job_id)
    await pool.execute("UPDATE couriers SET state = 'busy' WHERE id = $1", job["courier"])
