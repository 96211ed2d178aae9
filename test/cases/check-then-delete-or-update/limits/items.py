from models import Item
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession


async def take(session: AsyncSession, key: int, amount: int):
    item = await session.get(Item, key)
    if item.stock < amount:
        raise ValueError(amount)
    await session.execute(  #!
        update(Item).where(Item.id == key).values(stock=Item.stock - amount)
    )
    await session.commit()


async def take_in_the_database(session: AsyncSession, key: int, amount: int):
    item = await session.get(Item, key)
    if item.stock < amount:
        raise ValueError(amount)
    result = await session.execute(
        update(Item).where(Item.id == key, Item.stock >= amount).values(stock=Item.stock - amount)
    )
    if result.rowcount != 1:
        raise ValueError(amount)
    await session.commit()


async def take_locked(session: AsyncSession, key: int, amount: int):
    item = await session.get(Item, key, with_for_update=True)
    if item.stock < amount:
        raise ValueError(amount)
    await session.execute(
        update(Item).where(Item.id == key).values(stock=Item.stock - amount)
    )
    await session.commit()


async def look(session: AsyncSession, key: int):
    item = await session.get(Item, key)
    if item is None:
        raise KeyError(key)
    await session.execute(update(Item).where(Item.id == key).values(views=Item.views + 1))
    await session.commit()
