from datetime import date
from uuid import uuid4

from fastapi import HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Usage(Base):
    __tablename__ = "usage"
    tenant: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


async def open_day(session: AsyncSession, tenant: str, day: date) -> Usage:
    usage = await session.get(Usage, (tenant, day))
    if usage is None:
        usage = Usage(tenant=tenant, day=day)
        session.add(usage)  #!
        await session.flush()
    return usage


async def open_day_once(session: AsyncSession, tenant: str, day: date) -> Usage:
    usage = await session.get(Usage, (tenant, day))
    if usage is not None:
        return usage
    usage = Usage(tenant=tenant, day=day)
    session.add(usage)
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(status_code=409) from error
    return usage


async def start(session: AsyncSession, day: date) -> Usage:
    """Nobody else makes this key."""
    usage = Usage(tenant=str(uuid4()), day=day)
    session.add(usage)
    await session.commit()
    return usage


async def load(session: AsyncSession, tenant: str, day: date) -> None:
    """Nothing was looked for: a second one is a mistake that may be told."""
    session.add(Usage(tenant=tenant, day=day))
    await session.commit()
