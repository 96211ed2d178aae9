from asyncpg import Pool

import lots


async def settle(pool: Pool, lot_id: int) -> None:
    lot = await lots.get(pool, lot_id)
    if lot["state"] != "closed":
        return
    await pool.execute("UPDATE lots SET state = 'settled' WHERE id = $1", lot_id)  #!


async def settle_through(pool: Pool, lot_id: int) -> None:
    lot = await lots.get(pool, lot_id)
    if lot["state"] == "closed":
        await lots.settle(pool, lot_id)  #!


async def settle_locked(pool: Pool, lot_id: int) -> None:
    async with pool.acquire() as db, db.transaction():
        lot = await lots.get_locked(db, lot_id)
        if lot["state"] != "closed":
            return
        await lots.settle(db, lot_id)


async def settle_guarded(pool: Pool, lot_id: int) -> None:
    lot = await lots.get(pool, lot_id)
    if lot["state"] != "closed":
        return
    await lots.settle_closed(pool, lot_id)
