from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")


class Repository(Generic[T]):
    def __init__(self, session: AsyncSession, model: type[T]) -> None:
        self.session = session
        self.model = model

    async def get(self, key: int) -> T | None:
        return await self.session.get(self.model, key)

    async def locked(self, key: int) -> T | None:
        query = select(self.model).where(self.model.id == key).with_for_update()
        return (await self.session.execute(query)).scalar_one_or_none()

    async def change(self, row: T, values: dict[str, Any]) -> T:
        for name, value in values.items():
            setattr(row, name, value)
        await self.session.flush()
        return row

    async def change_by_key(self, key: int, **values: Any) -> T | None:
        row = await self.get(key)
        if row is None:
            return None
        for name, value in values.items():
            setattr(row, name, value)
        await self.session.flush()
        return row


class PlainRepository:
    async def get(self, session: AsyncSession, model: type[T], key: int) -> T | None:
        return (await session.execute(select(model).where(model.id == key))).scalar_one_or_none()

    async def change(self, session: AsyncSession, row: Any, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        await session.commit()
