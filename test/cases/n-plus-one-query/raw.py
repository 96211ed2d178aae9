import sqlite3

import aiosqlite
import asyncpg
import psycopg2
import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session


async def rows(conn: asyncpg.Connection, keys):
    for key in keys:
        print(await conn.fetchrow("SELECT name FROM authors WHERE id = $1", key))  #!
    return [await conn.fetchval("SELECT name FROM authors WHERE id = $1", key) for key in keys]  #!


async def pooled(pool: asyncpg.Pool, keys):
    for key in keys:
        await pool.fetch("SELECT * FROM books WHERE author = $1 ORDER BY id", key.id)  #!


def cursor(dsn, keys):
    conn = psycopg2.connect(dsn)
    cur = conn.cursor()
    for key in keys:
        cur.execute("SELECT name FROM authors WHERE id = %s", (key,))  #!
        print(cur.fetchone())


def texts(session: Session, keys):
    for key in keys:
        session.execute(text("SELECT name FROM authors WHERE id = :id"), {"id": key})  #!


async def q_any(conn: asyncpg.Connection, chunks, keys):
    for chunk in chunks:
        await conn.fetch("SELECT name FROM authors WHERE id = ANY($1)", chunk)
    await conn.fetch("SELECT name FROM authors WHERE id = ANY($1)", keys)
    for _ in range(3):
        await conn.fetchrow("SELECT name FROM jobs WHERE state = $1", "new")
    for key in keys:
        await conn.execute("UPDATE authors SET name = $1 WHERE id = $2", "x", key)
    for row in await conn.fetch("SELECT name FROM authors WHERE kind = $1", 1):
        print(row)


def q_local(db: sqlite3.Connection, keys):
    for key in keys:
        db.execute("SELECT name FROM authors WHERE id = ?", (key,))


async def q_local_async(db: aiosqlite.Connection, keys):
    for key in keys:
        await db.execute("SELECT name FROM authors WHERE id = :id", {"id": key})


def q_later(conn: asyncpg.Connection, keys):
    found = []
    for key in keys:
        async def load():
            return await conn.fetchrow("SELECT name FROM authors WHERE id = $1", key)

        found.append(load)
    return found


async def q_messages(conn: asyncpg.Connection, consumer, pubsub):
    async for message in consumer:
        await conn.fetchrow("SELECT name FROM authors WHERE id = $1", message.key)
    for message in pubsub.listen():
        await conn.fetchrow("SELECT name FROM authors WHERE id = $1", message["key"])
