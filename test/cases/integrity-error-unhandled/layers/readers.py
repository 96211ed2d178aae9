from models import Reader
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


class Readers:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def by_card(self, card: str) -> Reader | None:
        return await self.session.scalar(select(Reader).where(Reader.card == card))

    async def enrol(self, card: str, name: str) -> Reader:
        reader = Reader(card=card, name=name)
        self.session.add(reader)
        return reader

    async def enrol_now(self, card: str, name: str) -> Reader:
        reader = Reader(card=card, name=name)
        self.session.add(reader)  #!
        await self.session.flush()
        return reader

    def add(self, reader: Reader) -> None:
        self.session.add(reader)
