from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import sessionmaker

from hotel.models import Badge, Guest, Stay

engine = create_async_engine("postgresql+asyncpg://")
factory = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


class Rows:
    model = None

    @classmethod
    async def find_one(cls, **by):
        async with factory() as session:
            result = await session.execute(select(cls.model).filter_by(**by))
            return result.scalar_one_or_none()

    @classmethod
    async def find_all(cls, **by):
        async with factory() as session:
            result = await session.execute(select(cls.model.__table__.columns).filter_by(**by))
            return result.mappings().all()

    @classmethod
    async def add(cls, **data):
        async with factory() as session:
            await session.execute(insert(cls.model).values(**data))
            await session.commit()


class Guests(Rows):
    model = Guest


class Badges(Rows):
    model = Badge


class Stays(Rows):
    model = Stay
