from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

import store


async def pay(purse_id: int, amount: int, db: AsyncSession):
    purse = await store.get_purse(purse_id, db=db)
    if purse is None or purse.balance < amount:
        raise HTTPException(403)
    await store.change_balance(purse.id, -amount, db=db) #!
    await db.commit()


async def pay_by_key(purse_id: int, amount: int, db: AsyncSession):
    purse = await store.get_purse(key=purse_id, db=db)
    if purse is None:
        raise HTTPException(404)
    if purse.balance < amount:
        raise HTTPException(403)
    await store.change_balance(key=purse_id, amount=-amount, db=db) #!
    await db.commit()


async def pay_locked(purse_id: int, amount: int, db: AsyncSession):
    purse = await store.locked_purse(purse_id, db=db)
    if purse is None or purse.balance < amount:
        raise HTTPException(403)
    await store.change_balance(purse.id, -amount, db=db)
    await db.commit()


async def pay_at_once(purse_id: int, amount: int, db: AsyncSession):
    purse = await store.get_purse(purse_id, db=db)
    if purse is None or purse.balance < amount:
        raise HTTPException(403)
    if not await store.take(purse.id, amount, db=db):
        raise HTTPException(409)
    await db.commit()


async def fill(purse_id: int, amount: int, db: AsyncSession):
    purse = await store.get_purse(purse_id, db=db)
    if purse is None:
        raise HTTPException(404)
    await store.change_balance(purse.id, amount, db=db)
    await db.commit()
