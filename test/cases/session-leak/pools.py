# Connections that belong to a pool.
from contextlib import contextmanager

from asyncpg import Pool
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 10, "dbname=shop")


class Closer:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def settle(self, lot_id):
        db = await self._pool.acquire()  #!
        lot = await db.fetchrow("SELECT state FROM lots WHERE id = $1", lot_id)
        if lot["state"] != "closed":
            return
        await db.execute("UPDATE lots SET state = 'settled' WHERE id = $1", lot_id)
        await self._pool.release(db)

    async def count(self):
        db = await self._pool.acquire()  #!
        return await db.fetchval("SELECT count(*) FROM lots")

    async def safely(self):
        db = await self._pool.acquire()
        try:
            return await db.fetchval("SELECT count(*) FROM lots")
        finally:
            await self._pool.release(db)

    async def plainly(self):
        async with self._pool.acquire() as db:
            return await db.fetchval("SELECT count(*) FROM lots")

    async def lent(self):
        db = await self._pool.acquire()
        return db


def batch(statements):
    connection = pool.getconn()  #!
    with connection.cursor() as cursor:
        for sql, args in statements:
            cursor.execute(sql, args)
    connection.commit()
    pool.putconn(connection)


@contextmanager
def borrowed():
    connection = pool.getconn()
    try:
        yield connection
        connection.commit()
    finally:
        pool.putconn(connection)


class Holder:
    def open(self):
        self.connection = pool.getconn()

    def give(self, stack):
        connection = pool.getconn()
        stack.callback(pool.putconn, connection)
        return connection.cursor()


async def guarded(lock):
    held = await lock.acquire()
    return held
