from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

import models


async def get_purse(key: int, db: AsyncSession) -> models.Purse | None:
    result = await db.execute(select(models.Purse).where(models.Purse.id == key))
    return result.scalars().first()


async def locked_purse(key: int, db: AsyncSession) -> models.Purse | None:
    result = await db.execute(select(models.Purse).where(models.Purse.id == key).with_for_update())
    return result.scalars().first()


async def change_balance(key: int, amount: int, db: AsyncSession) -> None:
    await db.execute(
        update(models.Purse).where(models.Purse.id == key).values(balance=models.Purse.balance + amount)
    )


async def set_balance(key: int, balance: int, db: AsyncSession) -> None:
    await db.execute(update(models.Purse).where(models.Purse.id == key).values(balance=balance))


async def take(key: int, amount: int, db: AsyncSession) -> bool:
    result = await db.execute(
        update(models.Purse)
        .where(models.Purse.id == key, models.Purse.balance >= amount)
        .values(balance=models.Purse.balance - amount)
    )
    return result.rowcount == 1
