from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Marker(Base):
    __tablename__ = "markers"
    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int]
    topic_id: Mapped[int]
    place: Mapped[int]


class Device(Base):
    __tablename__ = "devices"
    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


async def mark(session: AsyncSession, reader_id: int, topic_id: int, place: int):
    query = select(Marker).where(and_(Marker.reader_id == reader_id, Marker.topic_id == topic_id))
    marker: Marker | None = (await session.execute(query)).scalar_one_or_none()
    if not marker:
        marker = Marker(reader_id=reader_id, topic_id=topic_id)
    marker.place = place
    session.add(marker) #! high
    await session.commit()


async def mark_or_move(session: AsyncSession, reader_id: int, topic_id: int, place: int):
    query = select(Marker).where(Marker.reader_id == reader_id, Marker.topic_id == topic_id)
    marker = (await session.scalars(query)).first()
    if marker is None:
        marker = Marker(reader_id=reader_id, topic_id=topic_id, place=place)
    else:
        marker.place = place
    session.add(marker) #! high
    await session.commit()


async def rename(session: AsyncSession, serial: str, name: str):
    device = (await session.scalars(select(Device).where(Device.serial == serial))).first()
    if device is None:
        device = Device(serial=serial)
    device.name = name
    # The constraint refuses the second.
    session.add(device)
    await session.commit()


async def only_there(session: AsyncSession, reader_id: int, topic_id: int, place: int):
    query = select(Marker).where(Marker.reader_id == reader_id, Marker.topic_id == topic_id)
    marker = (await session.scalars(query)).first()
    if marker is None:
        return None
    marker.place = place
    session.add(marker)
    await session.commit()
    return marker


async def unsaved(session: AsyncSession, reader_id: int, topic_id: int):
    query = select(Marker).where(Marker.reader_id == reader_id, Marker.topic_id == topic_id)
    marker = (await session.scalars(query)).first()
    if marker is None:
        # Nobody saves it: the caller is shown where a reader begins.
        marker = Marker(reader_id=reader_id, topic_id=topic_id, place=0)
    return marker


async def other_row(session: AsyncSession, reader_id: int, topic_id: int, device: Device):
    query = select(Marker).where(Marker.reader_id == reader_id, Marker.topic_id == topic_id)
    marker = (await session.scalars(query)).first()
    if marker is None:
        device.name = "unread"
    session.add(device)
    await session.commit()
