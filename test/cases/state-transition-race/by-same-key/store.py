from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

import models


async def get_transfer(key: int, db: AsyncSession) -> models.Transfer | None:
    result = await db.execute(select(models.Transfer).where(models.Transfer.id == key))
    return result.scalars().first()


async def get_transfer_for_update(key: int, db: AsyncSession) -> models.Transfer | None:
    result = await db.execute(select(models.Transfer).where(models.Transfer.id == key).with_for_update())
    return result.scalars().first()


async def set_status(key: int, status: str, db: AsyncSession) -> None:
    await db.execute(
        update(models.Transfer)
        .where(models.Transfer.id == key)
        .values(status=status),
    )


async def set_status_from(key: int, old: str, status: str, db: AsyncSession) -> None:
    await db.execute(
        update(models.Transfer)
        .where(models.Transfer.id == key, models.Transfer.status == old)
        .values(status=status),
    )
