from models import Ticket
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession


class Tickets:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def by_code(self, code: str) -> Ticket | None:
        return (await self._session.execute(select(Ticket).where(Ticket.code == code))).scalar_one_or_none()

    async def by_code_held(self, code: str) -> Ticket | None:
        query = select(Ticket).where(Ticket.code == code).with_for_update()
        return (await self._session.execute(query)).scalar_one_or_none()

    async def stamp(self, key: int) -> None:
        await self._session.execute(update(Ticket).where(Ticket.id == key).values(stamped=True))

    async def stamp_fresh(self, key: int) -> bool:
        result = await self._session.execute(
            update(Ticket).where(Ticket.id == key, Ticket.stamped.is_(False)).values(stamped=True)
        )
        return result.rowcount == 1

    async def set_state(self, key: int, state: str) -> None:
        await self._session.execute(update(Ticket).where(Ticket.id == key).values(state=state))

    async def delete(self, key: int) -> None:
        await self._session.execute(update(Ticket).where(Ticket.id == key).values(is_deleted=True))
