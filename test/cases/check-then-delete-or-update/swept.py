from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Hold(Base):
    __tablename__ = "holds"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    owner_id: Mapped[int]


async def expire(session: AsyncSession, now):
    due = list(
        (await session.execute(select(Hold.id).where(Hold.state == "active"))).scalars()
    )
    await session.execute(  #! high
        update(Hold).where(Hold.id.in_(due)).values(state="expired")
    )
    await session.commit()


async def expire_all(session: AsyncSession):
    due = (await session.scalars(select(Hold.id).where(Hold.state == "active"))).all()
    await session.execute(update(Hold).where(Hold.id.in_(due)).values(state="expired")) #! high
    await session.commit()


async def asks_again(session: AsyncSession):
    due = (await session.scalars(select(Hold.id).where(Hold.state == "active"))).all()
    await session.execute(
        update(Hold).where(Hold.id.in_(due), Hold.state == "active").values(state="expired")
    )
    await session.commit()


async def locks(session: AsyncSession):
    query = select(Hold.id).where(Hold.state == "active").with_for_update(skip_locked=True)
    due = (await session.scalars(query)).all()
    await session.execute(update(Hold).where(Hold.id.in_(due)).values(state="expired"))
    await session.commit()


async def hands_over(session: AsyncSession, owner_id: int):
    # By another column than the one that is written.
    due = (await session.scalars(select(Hold.id).where(Hold.state == "active"))).all()
    await session.execute(update(Hold).where(Hold.id.in_(due)).values(owner_id=owner_id))
    await session.commit()


async def chosen_by_caller(session: AsyncSession, keys: list[int]):
    await session.execute(update(Hold).where(Hold.id.in_(keys)).values(state="expired"))
    await session.commit()
