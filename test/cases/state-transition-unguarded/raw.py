# States of rows that written SQL changes.
from asyncpg import Pool


async def open_lot(db: Pool, lot_id: int) -> None:
    await db.execute("UPDATE lots SET state = 'open' WHERE id = $1 AND state = 'draft'", lot_id)


async def withdraw(db: Pool, lot_id: int) -> None:
    await db.execute("UPDATE lots SET state = 'withdrawn' WHERE id = $1", lot_id)  #!


async def force(db: Pool, lot_id: int, state: str) -> None:
    await db.execute("UPDATE lots SET state = $2, changed_at = now() WHERE id = $1", lot_id, state)  #!


async def finish(db: Pool, lot_id: int) -> None:
    await db.execute("UPDATE lots SET state = 'failed' WHERE id = $1", lot_id)


async def close_all(db: Pool) -> None:
    await db.execute("UPDATE lots SET state = 'closed' WHERE closes_at <= now() AND seller_id = $1", 1)


async def rename(db: Pool, lot_id: int, title: str) -> None:
    await db.execute("UPDATE lots SET title = $2 WHERE id = $1", lot_id, title)


async def pause(db: Pool, shop_id: int) -> None:
    await db.execute("UPDATE shops SET state = 'paused' WHERE id = $1", shop_id)
