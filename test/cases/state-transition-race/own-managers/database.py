from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("postgresql:///shop"))


def get_session():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


get_db = contextmanager(get_session)


class Registry:
    def __init__(self):
        self.factory = async_sessionmaker(create_async_engine("postgresql+asyncpg:///shop"))

    @asynccontextmanager
    async def session(self):
        session: AsyncSession = self.factory()
        try:
            yield session
            await session.commit()
        finally:
            await session.close()


registry = Registry()


class UnitOfWork:
    """One transaction at a time over a session that somebody else opened."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, value, trace):
        if kind is None:
            await self.session.commit()
        else:
            await self.session.rollback()
