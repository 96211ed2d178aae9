from fastapi import HTTPException
from sqlalchemy import select, update
from .models import Order, Status, Job
from .repo import OrderRepo
async def pay(session, order_id):
    order = await session.get(Order, order_id)
    if order.status != Status.PENDING:
        raise HTTPException(409)
    order.status = Status.PAID #!
    await session.commit()
async def pay2(session, order_id):
    order = (await session.execute(select(Order).where(Order.id == order_id).with_for_update())).scalar_one()
    if order.status != Status.PENDING:
        raise HTTPException(409)
    order.status = Status.PAID
    await session.commit()
async def pay3(session, order_id):
    r = await session.execute(update(Order).where(Order.id == order_id, Order.status == Status.PENDING).values(status=Status.PAID))
    if r.rowcount == 0: raise HTTPException(409)
    await session.commit()
async def pay4(session, order_id):
    order = await session.get(Order, order_id)
    if order.status not in (Status.PENDING, Status.PAID):
        raise HTTPException(409)
    await session.execute(update(Order).where(Order.id == order_id).values(status=Status.SHIPPED)) #!
    await session.commit()
async def pay5(session, job_id):
    job = await session.get(Job, job_id)
    if job.state != 'new':
        raise HTTPException(409)
    job.state = 'done'
    await session.commit()
async def pay6(session, order_id):
    order = await session.get(Order, order_id)
    if order.status == Status.PENDING:
        order.status = Status.PAID #!
        await session.commit()
async def pay7(repo: OrderRepo, order_id):
    order = await repo.get(order_id)
    if order.status is not Status.PENDING:
        raise HTTPException(409)
    order.status = Status.PAID #!
    await repo.session.commit()
async def pay8(repo: OrderRepo, order_id):
    order = await repo.get_locked(order_id)
    if order.status is not Status.PENDING:
        raise HTTPException(409)
    order.status = Status.PAID
    await repo.session.commit()
async def pay9(session, order_id):
    async with session.begin():
        order = await session.scalar(select(Order).where(Order.id == order_id))
        if order is None or order.status != Status.PENDING:
            raise HTTPException(409)
        order.status = Status.PAID #!
VALID = {Status.PENDING: {Status.PAID, Status.CANCELLED}, Status.PAID: {Status.SHIPPED}}
async def move(session, order_id, to: Status):
    order = await session.get(Order, order_id)
    if to not in VALID[order.status]:
        raise HTTPException(409)
    order.status = to #!
    await session.commit()
async def move2(session, order_id, to: Status):
    order = await session.get(Order, order_id)
    if to not in VALID.get(order.status, set()):
        raise HTTPException(409)
    order.status = to #!
    await session.commit()
async def cancel(session, order_id):
    order = await session.get(Order, order_id)
    order.status = Status.CANCELLED
    await session.commit()
class OrderService:
    def __init__(self, repo: OrderRepo): self.repo = repo
    async def ship(self, order_id):
        order = await self.repo.get(order_id)
        if order.status != Status.PAID:
            raise HTTPException(409)
        order.status = Status.SHIPPED #!
        await self.repo.session.commit()
    def _check(self, order):
        if order.status != Status.PAID:
            raise HTTPException(409)
    async def ship2(self, order_id):
        order = await self.repo.get(order_id)
        self._check(order)
        order.status = Status.SHIPPED #!
        await self.repo.session.commit()
