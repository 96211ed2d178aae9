from fastapi import HTTPException
from models import Reader
from readers import Readers
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession


async def join(session: AsyncSession, card: str, name: str) -> None:
    readers = Readers(session)
    if await readers.by_card(card) is not None:
        raise HTTPException(status_code=409)
    readers.add(Reader(card=card, name=name))  #!
    await session.commit()


async def join_with_care(session: AsyncSession, card: str, name: str) -> None:
    readers = Readers(session)
    readers.add(Reader(card=card, name=name))
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(status_code=409) from error


async def join_later(session: AsyncSession, card: str, name: str) -> None:
    """Who commits is who has to expect it."""
    Readers(session).add(Reader(card=card, name=name))


async def join_now(session: AsyncSession, card: str, name: str) -> None:
    """The repository sends it itself; that is where it is told of."""
    await Readers(session).enrol_now(card, name)
    await session.commit()


async def enrol(session: AsyncSession, card: str, name: str) -> None:
    await Readers(session).enrol(card, name)  #!
    await session.commit()
