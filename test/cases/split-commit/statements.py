import asyncpg
from databases import Database
from motor.motor_asyncio import AsyncIOMotorDatabase

database = Database("postgresql://db/shop")


async def transfer(pool: asyncpg.Pool, source: int, target: int, cents: int) -> None:
    async with pool.acquire() as connection:
        await connection.execute("UPDATE accounts SET balance = balance - $1 WHERE id = $2", cents, source)
        await connection.execute("UPDATE accounts SET balance = balance + $1 WHERE id = $2", cents, target)  #! high


async def together(pool: asyncpg.Pool, source: int, target: int, cents: int) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("UPDATE accounts SET balance = balance - $1 WHERE id = $2", cents, source)
        await connection.execute("UPDATE accounts SET balance = balance + $1 WHERE id = $2", cents, target)


async def lent(connection: asyncpg.Connection, source: int, target: int, cents: int) -> None:
    await connection.execute("UPDATE accounts SET balance = balance - $1 WHERE id = $2", cents, source)
    await connection.execute("UPDATE accounts SET balance = balance + $1 WHERE id = $2", cents, target)


async def place(pool: asyncpg.Pool, user_id: int, skus: list[str]) -> None:
    async with pool.acquire() as connection:
        order_id = await connection.fetchval("INSERT INTO orders (user_id) VALUES ($1) RETURNING id", user_id)
        await connection.executemany(  #! medium
            "INSERT INTO lines (order_id, sku) VALUES ($1, $2)", [(order_id, sku) for sku in skus]
        )


async def unrelated(pool: asyncpg.Pool, name: str) -> None:
    await pool.execute("INSERT INTO visits (name) VALUES ($1)", name)
    await pool.execute("UPDATE pages SET seen = seen + 1 WHERE name = $1", name)
    await pool.execute("DELETE FROM drafts WHERE name = $1", name)


async def given_back(pool: asyncpg.Pool, seat: int) -> None:
    await pool.execute("UPDATE rooms SET seats = seats - 1 WHERE id = $1", seat)
    try:
        await notify(seat)
    except OSError:
        await pool.execute("UPDATE rooms SET seats = seats + 1 WHERE id = $1", seat)
        raise


async def one_or_other(pool: asyncpg.Pool, room: int, leaves: bool) -> None:
    if leaves:
        await pool.execute("UPDATE rooms SET seats = seats + 1 WHERE id = $1", room)
    else:
        await pool.execute("UPDATE rooms SET seats = seats - 1 WHERE id = $1", room)


async def pay(wallet: int, invoice: int, cents: int) -> None:
    await database.execute("UPDATE wallets SET cents = cents - :cents WHERE id = :id", {"cents": cents, "id": wallet})
    await database.execute("UPDATE invoices SET paid = true WHERE id = :id", {"id": invoice})  #! high


async def pay_at_once(wallet: int, invoice: int, cents: int) -> None:
    async with database.transaction():
        await charge(wallet, cents)
        await database.execute("UPDATE invoices SET paid = true WHERE id = :id", {"id": invoice})


async def charge(wallet: int, cents: int) -> None:
    values = {"cents": cents, "id": wallet}
    await database.execute("UPDATE wallets SET cents = cents - :cents WHERE id = :id", values)
    await database.execute("INSERT INTO charges (wallet, cents) VALUES (:id, :cents)", values)


async def give(db: AsyncIOMotorDatabase, source: str, target: str, points: int) -> None:
    await db.players.update_one({"_id": source}, {"$inc": {"points": -points}})
    await db.players.update_one({"_id": target}, {"$inc": {"points": points}})  #! high


async def counted(db: AsyncIOMotorDatabase, page: str, site: str) -> None:
    await db.pages.update_one({"_id": page}, {"$inc": {"seen": 1}})
    await db.pages.update_one({"_id": site}, {"$inc": {"seen": 1}})


async def give_at_once(client, source: str, target: str, points: int) -> None:
    async with await client.start_session() as session, session.start_transaction():
        players = client.game.players
        await players.update_one({"_id": source}, {"$inc": {"points": -points}}, session=session)
        await players.update_one({"_id": target}, {"$inc": {"points": points}}, session=session)


async def notify(seat: int) -> None:
    raise OSError(seat)
