from asyncpg import Pool

import lots

STEP = 5


async def raise_bid(pool: Pool, lot_id: int) -> int:
    lot = await lots.get(pool, lot_id)
    amount = lot["top_bid"] + STEP
    async with pool.acquire() as db:
        await db.execute("UPDATE lots SET top_bid = $2 WHERE id = $1", lot_id, amount)  #!
    return amount


async def raise_locked(pool: Pool, lot_id: int) -> int:
    async with pool.acquire() as db, db.transaction():
        lot = await lots.get_locked(db, lot_id)
        amount = lot["top_bid"] + STEP
        await db.execute("UPDATE lots SET top_bid = $2 WHERE id = $1", lot_id, amount)
    return amount


async def raise_compared(pool: Pool, lot_id: int) -> int:
    lot = await lots.get(pool, lot_id)
    amount = lot["top_bid"] + STEP
    await pool.execute(
        "UPDATE lots SET top_bid = $2 WHERE id = $1 AND top_bid = $3", lot_id, amount, lot["top_bid"]
    )
    return amount


async def set_bid(pool: Pool, lot_id: int, amount: int) -> int:
    lot = await lots.get(pool, lot_id)
    await pool.execute("UPDATE lots SET top_bid = $2 WHERE id = $1", lot_id, amount)
    return lot["seller_id"]
