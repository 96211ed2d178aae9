import enum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class State(str, enum.Enum):
    QUEUED = "queued"
    RUNNING = "running"


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State]
    queue: Mapped[str]


async def claim(session: AsyncSession) -> Job | None:
    query = select(Job).where(Job.state == State.QUEUED).order_by(Job.id).limit(1)
    result = await session.execute(query)
    job = result.scalar_one_or_none()
    if job is None:
        return None
    job.state = State.RUNNING #! high
    await session.commit()
    return job


async def claim_locked(session: AsyncSession) -> Job | None:
    query = select(Job).where(Job.state == State.QUEUED).limit(1).with_for_update(skip_locked=True)
    result = await session.execute(query)
    job = result.scalar_one_or_none()
    if job is None:
        return None
    job.state = State.RUNNING
    await session.commit()
    return job


async def restart(session: AsyncSession, key: int) -> None:
    result = await session.execute(select(Job).where(Job.id == key, Job.queue == "slow"))
    job = result.scalar_one()
    # Whatever it was: an operator starts it anew.
    job.state = State.QUEUED
    await session.commit()
