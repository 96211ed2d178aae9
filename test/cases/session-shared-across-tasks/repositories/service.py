import asyncio

import httpx
from repositories import Orders, Users
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def compare(session: AsyncSession, client: httpx.AsyncClient, a: int, b: int):
    orders = Orders(session, client)
    return await asyncio.gather(orders.load(a), orders.load(b))  #!


async def overview(session: AsyncSession, client: httpx.AsyncClient, key: int):
    orders = Orders(session, client)
    users = Users(session)
    return await asyncio.gather(orders.load(key), users.named("ann"))  #!


async def every(orders: Orders, keys: list[int]):
    async with asyncio.TaskGroup() as group:
        for key in keys:
            group.create_task(orders.load(key))  #!


async def rates(orders: Orders):
    return await asyncio.gather(orders.rate("EUR"), orders.rate("USD"))


async def one_and_rate(orders: Orders, key: int):
    return await asyncio.gather(orders.load(key), orders.rate("EUR"))


async def in_turn(orders: Orders, a: int, b: int):
    return await asyncio.gather(orders.load_in_turn(a), orders.load_in_turn(b))


async def apart(factory: async_sessionmaker[AsyncSession], client: httpx.AsyncClient, key: int):
    async with factory() as first, factory() as second:
        orders = Orders(first, client)
        users = Users(second)
        return await asyncio.gather(orders.load(key), users.named("ann"))


async def one_after_the_other(orders: Orders, keys: list[int]):
    return [await orders.load(key) for key in keys]
