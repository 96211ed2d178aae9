from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from shop.config import settings
engine = create_async_engine(settings.database_url.get_secret_value())
Session = async_sessionmaker(engine, expire_on_commit=False)
async def get_session() -> AsyncIterator[AsyncSession]:
    async with Session() as session:
        try:
            yield session
            await session.commit()
        except BaseException:
            await session.rollback()
            raise
@asynccontextmanager
async def transaction() -> AsyncIterator[AsyncSession]:
    async with Session.begin() as session:
        yield session
