from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Stock(Base):
    __tablename__ = "stock"
    sku = Column(String, primary_key=True)
    available = Column(Integer)


class Shelf:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _one(self, sku: str) -> Stock:
        return (await self._session.scalars(select(Stock).where(Stock.sku == sku))).one()

    async def move(self, source: str, target: str, amount: int) -> None:
        first, second = await self._one(source), await self._one(target)
        if first.available < amount:
            raise ValueError(source)
        first.available -= amount  #!
        second.available += amount  #!
        await self._session.commit()


async def reserve(session: AsyncSession, lines: list[tuple[str, int]]) -> None:
    wanted = [sku for sku, _ in lines]
    rows = {one.sku: one for one in await session.scalars(select(Stock).where(Stock.sku.in_(wanted)))}
    for sku, amount in lines:
        if rows[sku].available < amount:
            raise ValueError(sku)
    for sku, amount in lines:
        rows[sku].available -= amount  #!
    await session.commit()


async def take(session: AsyncSession, wanted: list[str], amount: int) -> None:
    found = await session.execute(select(Stock).where(Stock.sku.in_(wanted)))
    rows = {one.sku: one for one in found.scalars()}
    stock = rows.get(wanted[0])
    if stock is not None and stock.available >= amount:
        stock.available = stock.available - amount  #!
    await session.commit()


async def locked(session: AsyncSession, wanted: list[str], amount: int) -> None:
    query = select(Stock).where(Stock.sku.in_(wanted)).order_by(Stock.sku).with_for_update()
    rows = {one.sku: one for one in await session.scalars(query)}
    for sku in wanted:
        rows[sku].available -= amount
    await session.commit()


async def numbers(session: AsyncSession, wanted: list[str]) -> dict[str, int]:
    """The numbers are the function's own."""
    left = {one.sku: one.available for one in await session.scalars(select(Stock))}
    for sku in wanted:
        left[sku] -= 1
    await session.commit()
    return left


async def made(session: AsyncSession, wanted: list[str]) -> None:
    """Rows that nobody else has yet."""
    rows = {sku: Stock(sku=sku, available=10) for sku in wanted}
    for sku in wanted:
        rows[sku].available -= 1
    session.add_all(rows.values())
    await session.commit()
