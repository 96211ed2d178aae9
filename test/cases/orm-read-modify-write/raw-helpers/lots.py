from asyncpg import Connection, Pool, Record

COLUMNS = "id, seller_id, state, top_bid"


async def get(db: Pool | Connection, lot_id: int) -> Record:
    row = await db.fetchrow(f"SELECT {COLUMNS} FROM lots WHERE id = $1", lot_id)
    if row is None:
        raise LookupError(lot_id)
    return row


async def get_locked(db: Connection, lot_id: int) -> Record:
    row = await db.fetchrow(f"SELECT {COLUMNS} FROM lots WHERE id = $1 FOR UPDATE", lot_id)
    if row is None:
        raise LookupError(lot_id)
    return row


async def settle(db: Connection, lot_id: int) -> None:
    await db.execute("UPDATE lots SET state = 'settled' WHERE id = $1", lot_id)


async def settle_closed(db: Connection, lot_id: int) -> None:
    await db.execute("UPDATE lots SET state = 'settled' WHERE id = $1 AND state = 'closed'", lot_id)
