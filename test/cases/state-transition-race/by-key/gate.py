from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from tickets import Tickets


async def enter(session: AsyncSession, code: str) -> None:
    tickets = Tickets(session)
    ticket = await tickets.by_code(code)
    if ticket is None or ticket.stamped:
        raise HTTPException(status_code=409)
    await tickets.stamp(ticket.id)  #!
    await session.commit()


async def refund(session: AsyncSession, code: str) -> None:
    tickets = Tickets(session)
    ticket = await tickets.by_code(code)
    if ticket is None:
        raise HTTPException(status_code=404)
    if ticket.state != "sold":
        raise HTTPException(status_code=409)
    await tickets.set_state(ticket.id, "refunded")  #!
    await session.commit()


async def enter_fresh(session: AsyncSession, code: str) -> None:
    tickets = Tickets(session)
    ticket = await tickets.by_code(code)
    if ticket is None or ticket.stamped:
        raise HTTPException(status_code=409)
    if not await tickets.stamp_fresh(ticket.id):
        raise HTTPException(status_code=409)
    await session.commit()


async def enter_held(session: AsyncSession, code: str) -> None:
    tickets = Tickets(session)
    ticket = await tickets.by_code_held(code)
    if ticket is None or ticket.stamped:
        raise HTTPException(status_code=409)
    await tickets.stamp(ticket.id)
    await session.commit()


async def mark(session: AsyncSession, code: str) -> None:
    tickets = Tickets(session)
    ticket = await tickets.by_code(code)
    if ticket is None:
        raise HTTPException(status_code=404)
    await tickets.set_state(ticket.id, "marked")
    await session.commit()


async def drop(session: AsyncSession, code: str) -> None:
    tickets = Tickets(session)
    ticket = await tickets.by_code(code)
    if ticket is None or ticket.is_deleted:
        raise HTTPException(status_code=404)
    await tickets.delete(ticket.id)
    await session.commit()
