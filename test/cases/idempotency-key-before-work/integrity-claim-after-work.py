from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from models import ProcessedEvent

async def ok_single_transaction(session: AsyncSession, event):
    session.add(ProcessedEvent(id=event.id))
    try:
        await session.flush()
    except IntegrityError:
        await session.rollback()
        return
    await apply(session, event)
    await session.commit()

async def bad_own_commit(session: AsyncSession, event, gateway):
    session.add(ProcessedEvent(id=event.id)) #!
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
        return
    await gateway.charge(event.amount)
