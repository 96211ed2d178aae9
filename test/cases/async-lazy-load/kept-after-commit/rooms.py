from sqlalchemy.ext.asyncio import AsyncSession
from db import Room


async def resize(session: AsyncSession, key: int):
    room = await session.get(Room, key)
    room.capacity = 3
    await session.commit()
    return {"capacity": room.capacity}
