from sqlalchemy import select
from .models import Order, Status
class OrderRepo:
    def __init__(self, session): self.session = session
    async def get(self, order_id: int) -> Order:
        return await self.session.get(Order, order_id)
    async def get_locked(self, order_id: int) -> Order:
        return await self.session.get(Order, order_id, with_for_update=True)
