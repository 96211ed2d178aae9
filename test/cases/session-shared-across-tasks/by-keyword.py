import asyncio

from sqlalchemy.ext.asyncio import AsyncSession


async def load(session: AsyncSession, key: int):
    return await session.get(Order, key)


async def two_sessions(reading: AsyncSession, writing: AsyncSession):
    return await asyncio.gather(load(session=reading, key=1), load(session=writing, key=2))


async def one_session(reading: AsyncSession):
    return await asyncio.gather(load(session=reading, key=1), load(session=reading, key=2))  #!
