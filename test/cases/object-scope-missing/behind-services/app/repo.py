from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Country, Invoice


class InvoiceRepository:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def by_id(self, invoice_id: int) -> Invoice | None:
        return await self.session.get(Invoice, invoice_id)

    async def one(self, key: int) -> Invoice:
        result = await self.session.execute(select(Invoice).where(Invoice.id == key))
        return result.scalar_one()

    async def of_user(self, invoice_id: int, user_id: int) -> Invoice | None:
        return await self.session.scalar(select(Invoice).where(Invoice.id == invoice_id, Invoice.user_id == user_id))

    async def country(self, country_id: int):
        return await self.session.get(Country, country_id)
