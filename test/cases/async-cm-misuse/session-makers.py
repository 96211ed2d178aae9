from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession as ModelSession

engine = create_async_engine("postgresql+asyncpg://")
by_class = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
by_keyword = sessionmaker(bind=engine, autoflush=False, class_=AsyncSession)
of_models = sessionmaker(engine, class_=ModelSession)
by_maker = async_sessionmaker(engine)
plain = sessionmaker(bind=engine)


async def load(query):
    async with by_class() as session:
        await session.execute(query)
    async with by_keyword() as session:
        await session.execute(query)
    async with of_models() as session:
        await session.execute(query)
    async with by_maker() as session:
        await session.execute(query)


async def mixed(query):
    async with plain() as session: #!
        return session.execute(query)


async def wrong_way(query):
    with by_class() as session: #!
        return await session.execute(query)
