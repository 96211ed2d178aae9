from fastapi import HTTPException
from app.models import Invoice, User
from app.repo import InvoiceRepository


class InvoiceService:
    def __init__(self, repo: InvoiceRepository, gateway):
        self.repo = repo
        self.gateway = gateway

    async def pay(self, invoice_id: int) -> Invoice:
        invoice = await self.repo.by_id(invoice_id)
        if invoice is None:
            raise HTTPException(404)
        await self.gateway.charge(invoice.id)
        invoice.state = 'paid'
        return invoice

    async def cancel(self, invoice_id: int, reason: str):
        invoice = await self._load(invoice_id)
        invoice.state = 'cancelled'

    async def _load(self, invoice_id: int) -> Invoice:
        invoice = await self.repo.one(invoice_id)
        if invoice is None:
            raise HTTPException(404)
        return invoice

    async def remind(self, invoice_id: int):
        invoice = await self.repo.session.get(Invoice, invoice_id)
        invoice.state = 'reminded'

    async def pay_own(self, invoice_id: int, user: User):
        invoice = await self.repo.by_id(invoice_id)
        if invoice is None or invoice.user_id != user.id:
            raise HTTPException(404)
        invoice.state = 'paid'

    async def pay_scoped(self, invoice_id: int, user: User):
        invoice = await self.repo.of_user(invoice_id, user.id)
        invoice.state = 'paid'

    async def pay_checked(self, invoice_id: int, user: User):
        invoice = await self.repo.by_id(invoice_id)
        self.check_access(user, invoice)
        invoice.state = 'paid'

    async def pay_policy(self, invoice_id: int, user: User):
        invoice = await self.repo.by_id(invoice_id)
        self.policy.apply(user, invoice)
        invoice.state = 'paid'

    def check_access(self, user, invoice):
        if invoice.user_id != user.id:
            raise HTTPException(403)

    async def country(self, country_id: int):
        return await self.repo.country(country_id)


async def archive(session, invoice_id):
    invoice = await session.get(Invoice, invoice_id)
    invoice.state = 'archived'
    await session.commit()
