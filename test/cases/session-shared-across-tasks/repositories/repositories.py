import asyncio

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


class Orders:
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient) -> None:
        self.session = session
        self.client = client
        self.lock = asyncio.Lock()

    async def load(self, key: int):
        return await self.session.get(Order, key)

    async def rate(self, currency: str):
        return await self.client.get(f"/rates/{currency}")

    async def load_in_turn(self, key: int):
        async with self.lock:
            return await self.session.get(Order, key)


class Users:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def named(self, name: str):
        return await self._session.scalar(select(User).where(User.name == name))
