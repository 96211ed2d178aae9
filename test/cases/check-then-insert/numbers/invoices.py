from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    position: Mapped[int]


class Ticket(Base):
    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)


async def from_largest(session: AsyncSession):
    last = await session.scalar(select(func.max(Invoice.number)))
    invoice = Invoice(number=(last or 0) + 1)
    session.add(invoice)  #!
    await session.commit()


async def from_count(session: AsyncSession):
    count = await session.scalar(select(func.count()).select_from(Invoice))
    number = count + 1
    session.add(Invoice(number=number))  #!
    await session.commit()


async def from_last(session: AsyncSession):
    last = await session.scalar(select(Invoice).order_by(Invoice.number.desc()).limit(1))
    session.add(Invoice(number=last.number + 1))  #!
    await session.commit()


async def refused_by_the_database(session: AsyncSession):
    last = await session.scalar(select(func.max(Ticket.number)))
    session.add(Ticket(number=(last or 0) + 1))
    await session.commit()


async def behind_a_lock(session: AsyncSession):
    await session.execute(select(func.pg_advisory_xact_lock(1)))
    last = await session.scalar(select(func.max(Invoice.number)))
    session.add(Invoice(number=(last or 0) + 1))
    await session.commit()


async def of_what_is_given(session: AsyncSession, number: int):
    count = await session.scalar(select(func.count()).select_from(Ticket))
    session.add(Invoice(number=number + 1, position=count + 1))
    await session.commit()


async def copied(session: AsyncSession, key: int):
    old = await session.get(Invoice, key)
    session.add(Invoice(number=old.number))
    await session.commit()
