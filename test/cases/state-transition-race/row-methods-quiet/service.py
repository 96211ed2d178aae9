from models import Order
from sqlalchemy.ext.asyncio import AsyncSession

async def pay(session: AsyncSession, key: int):
    order = await session.get(Order, key, with_for_update=True)
    if order.state != "new":
        raise ValueError(order.state)
    order.mark_paid()
    await session.commit()

async def import_paid(session: AsyncSession):
    order = Order(state="new")
    if order.state == "new":
        order.mark_paid()
    session.add(order)
    await session.commit()

async def force(session: AsyncSession, key: int):
    order = await session.get(Order, key)
    order.mark_paid()
    await session.commit()

async def show(session: AsyncSession, key: int):
    order = await session.get(Order, key)
    if order.view_state != "shown":
        order.show()
    await session.commit()
