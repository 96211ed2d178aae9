from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Article, Base, Customer

Model = TypeVar("Model", bound=Base)
Body = TypeVar("Body", bound=BaseModel)


class Repository(Generic[Model, Body]):
    def __init__(self, model: type[Model]) -> None:
        self.model = model

    async def get(self, session: AsyncSession, key: int) -> Model | None:
        result = await session.execute(select(self.model).where(self.model.id == key))
        return result.scalar_one_or_none()

    async def get_locked(self, session: AsyncSession, key: int) -> Model | None:
        result = await session.execute(
            select(self.model).where(self.model.id == key).with_for_update()
        )
        return result.scalar_one_or_none()

    async def create(self, session: AsyncSession, body: Body) -> Model:
        row = self.model(**body.model_dump())
        session.add(row)
        await session.commit()
        return row


class Articles(Repository[Article, BaseModel]):
    async def by_code(self, session: AsyncSession, code: str) -> Article | None:
        result = await session.execute(select(Article).where(Article.code == code))
        return result.scalars().first()

    async def take(self, session: AsyncSession, key: int, count: int) -> None:
        article = await self.get(session, key)
        if article is not None:
            article.stock -= count
            await session.commit()

    async def take_locked(self, session: AsyncSession, key: int, count: int) -> None:
        article = await self.get_locked(session, key)
        if article is not None:
            article.stock -= count
            await session.commit()


class Customers(Repository[Customer, BaseModel]):
    async def by_email(self, session: AsyncSession, email: str) -> Customer | None:
        result = await session.execute(select(Customer).where(Customer.email == email))
        return result.scalar_one_or_none()


articles = Articles(Article)
customers = Customers(Customer)
