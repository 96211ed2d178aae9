from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Order
class OrderRepo:
    def __init__(self, session: AsyncSession): self.session = session
    async def get(self, oid: int) -> Order | None:
        return await self.session.get(Order, oid)
    async def locked(self, oid: int) -> Order:
        return (await self.session.execute(select(Order).where(Order.id == oid).with_for_update())).scalar_one()
    def add(self, order: Order) -> None:
        self.session.add(order)
