from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Lot(Base):
    __tablename__ = "lots"
    id: Mapped[int] = mapped_column(primary_key=True)
    highest: Mapped[int]
    reserve: Mapped[int]
    seen_at: Mapped[datetime]


class Refused(Exception):
    pass


async def bid(session: AsyncSession, lot_id: int, amount: int):
    lot = await session.get(Lot, lot_id)
    if lot is None or amount <= lot.highest:
        raise Refused
    lot.highest = amount #! high
    await session.commit()


async def record(session: AsyncSession, lot_id: int, amount: int):
    lot = (await session.execute(select(Lot).where(Lot.id == lot_id))).scalar_one()
    if lot.highest < amount:
        lot.highest = amount #! high
        await session.commit()


async def either(session: AsyncSession, lot_id: int, amount: int):
    lot = (await session.execute(select(Lot).where(Lot.id == lot_id))).scalar_one()
    if lot.highest >= amount:
        return False
    else:
        lot.highest = amount #! high
    await session.commit()
    return True


async def locked(session: AsyncSession, lot_id: int, amount: int):
    lot = await session.get(Lot, lot_id, with_for_update=True)
    if lot is None or amount <= lot.highest:
        raise Refused
    lot.highest = amount
    await session.commit()


async def seen(session: AsyncSession, lot_id: int, now: datetime):
    lot = (await session.execute(select(Lot).where(Lot.id == lot_id))).scalar_one()
    if lot.seen_at < now:
        lot.seen_at = now
        await session.commit()


async def other_value(session: AsyncSession, lot_id: int, amount: int, reserve: int):
    lot = (await session.execute(select(Lot).where(Lot.id == lot_id))).scalar_one()
    if amount <= lot.reserve:
        raise Refused
    lot.reserve = reserve
    await session.commit()


async def changed(session: AsyncSession, lot_id: int, amount: int):
    lot = (await session.execute(select(Lot).where(Lot.id == lot_id))).scalar_one()
    # Nothing to write where it is the same; whoever comes last is meant to win.
    if lot.reserve != amount:
        lot.reserve = amount
        await session.commit()


async def shown(session: AsyncSession, lot_id: int, amount: int):
    lot = (await session.execute(select(Lot).where(Lot.id == lot_id))).scalar_one()
    if lot.highest < amount:
        lot.highest = amount
    return lot.highest
