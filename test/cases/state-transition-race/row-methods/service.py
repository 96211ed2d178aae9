from models import Order
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

def close(order: Order) -> None:
    order.state = "closed"

async def pay(session: AsyncSession, key: int):
    order = await session.scalar(select(Order).where(Order.id == key))
    if order.state != "new":
        raise ValueError(order.state)
    order.mark_paid() #!
    await session.commit()

async def cancel(session: AsyncSession, key: int):
    order = await session.get(Order, key)
    order.cancel() #!
    await session.commit()

async def end(session: AsyncSession, key: int):
    order = await session.get(Order, key)
    if order.state == "paid":
        close(order) #!
        await session.commit()
