from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

import store


async def cancel(transfer_id: int, db: AsyncSession):
    transfer = await store.get_transfer(transfer_id, db=db)
    if transfer is None or transfer.status != "confirmed":
        raise HTTPException(400)
    await store.set_status(transfer_id, status="cancelled", db=db) #!
    await db.commit()


async def cancel_locked(transfer_id: int, db: AsyncSession):
    transfer = await store.get_transfer_for_update(transfer_id, db=db)
    if transfer is None or transfer.status != "confirmed":
        raise HTTPException(400)
    await store.set_status(transfer_id, status="cancelled", db=db)
    await db.commit()


async def cancel_from(transfer_id: int, db: AsyncSession):
    transfer = await store.get_transfer(transfer_id, db=db)
    if transfer is None or transfer.status != "confirmed":
        raise HTTPException(400)
    await store.set_status_from(transfer_id, "confirmed", status="cancelled", db=db)
    await db.commit()


async def cancel_another(transfer_id: int, other_id: int, db: AsyncSession):
    transfer = await store.get_transfer(transfer_id, db=db)
    if transfer is None or transfer.status != "confirmed":
        raise HTTPException(400)
    await store.set_status(other_id, status="cancelled", db=db)
    await db.commit()
