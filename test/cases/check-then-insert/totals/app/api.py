from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Booking, Slot

router = APIRouter()

@router.post('/slots/{slot_id}/bookings')
async def book(slot_id: int, seats: int, session: AsyncSession = Depends(get_session)):
    taken = await session.scalar(select(func.coalesce(func.sum(Booking.seats), 0)).where(Booking.slot_id == slot_id))
    if taken + seats > 20:
        raise HTTPException(409, 'full')
    session.add(Booking(slot_id=slot_id, seats=seats)) #!
    await session.commit()

@router.post('/slots/{slot_id}/left')
async def book_left(slot_id: int, seats: int, session: AsyncSession = Depends(get_session)):
    taken = await session.scalar(select(func.sum(Booking.seats)).where(Booking.slot_id == slot_id)) or 0
    if seats <= 20 - taken:
        session.add(Booking(slot_id=slot_id, seats=seats)) #!
        await session.commit()

@router.post('/slots/{slot_id}/one')
async def book_one(slot_id: int, session: AsyncSession = Depends(get_session)):
    count = (await session.execute(select(func.count()).select_from(Booking).where(Booking.slot_id == slot_id))).scalar_one()
    if count >= 20:
        raise HTTPException(409, 'full')
    session.add(Booking(slot_id=slot_id, seats=1)) #!
    await session.commit()

@router.post('/slots/{slot_id}/locked')
async def book_locked(slot_id: int, seats: int, session: AsyncSession = Depends(get_session)):
    slot = await session.get(Slot, slot_id, with_for_update=True)
    taken = await session.scalar(select(func.sum(Booking.seats)).where(Booking.slot_id == slot_id))
    if taken + seats > slot.capacity:
        raise HTTPException(409, 'full')
    session.add(Booking(slot_id=slot_id, seats=seats))
    await session.commit()
