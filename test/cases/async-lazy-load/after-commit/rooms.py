from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from db import Member, Room, make_session


async def resize(session: AsyncSession, key: int):
    room = await session.get(Room, key)
    room.capacity = 3
    await session.commit()
    return {"capacity": room.capacity}  #!


async def create(capacity: int):
    async with make_session() as session:
        room = Room(capacity=capacity)
        session.add(room)
        await session.commit()
        return room.id  #!


async def refreshed(session: AsyncSession, key: int):
    room = await session.get(Room, key)
    room.capacity = 3
    await session.commit()
    await session.refresh(room)
    return room.capacity


async def kept_before(session: AsyncSession, key: int):
    room = await session.get(Room, key)
    capacity = room.capacity
    await session.commit()
    return capacity


async def flushed(session: AsyncSession, capacity: int):
    room = Room(capacity=capacity)
    session.add(room)
    await session.flush()
    key = room.id
    await session.commit()
    return key


async def loaded_after(session: AsyncSession, key: int):
    await session.commit()
    room = await session.get(Room, key)
    return room.capacity


async def failed(session: AsyncSession, key: int):
    room = await session.get(Room, key)
    try:
        await session.commit()
    except ValueError:
        return room.capacity
    return None


async def reload(session: AsyncSession, room: Room):
    await session.refresh(room)


async def by_helper(session: AsyncSession, key: int):
    room = await session.get(Room, key)
    await session.commit()
    await reload(session, room)
    return room.capacity


async def never_added(session: AsyncSession):
    room = Room(capacity=1)
    await session.commit()
    return room.capacity


async def names(session: AsyncSession, key: int):
    rows = (await session.scalars(select(Member).where(Member.room_id == key))).all()
    return [member.room.capacity for member in rows]  #!
