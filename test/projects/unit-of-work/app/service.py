import httpx
from fastapi import HTTPException
from app.models import Order
from app.uow import AbstractUnitOfWork
from app.tasks import ship
async def pay(uow: AbstractUnitOfWork, oid: int):
    async with uow:
        order = await uow.orders.get(oid)
        if order.status != 'new':  #! optional-not-checked
            raise HTTPException(409)
        order.status = 'paid'  #! state-transition-race
        await uow.commit()
async def pay2(uow: AbstractUnitOfWork, oid: int):
    async with uow:
        order = await uow.orders.locked(oid)
        if order.status != 'new':
            raise HTTPException(409)
        order.status = 'paid'
        await uow.commit()
async def create(uow: AbstractUnitOfWork, client: httpx.AsyncClient):
    async with uow:
        order = Order(status='new')
        uow.orders.add(order)
        await uow.commit()
        if order.total > 100:
            raise HTTPException(400)  #! raise-after-commit
async def fetch(uow: AbstractUnitOfWork, client: httpx.AsyncClient, oid: int):
    async with uow:
        order = await uow.orders.get(oid)
        r = await client.get('/rate')  #! session-held-across-io
        order.ref = r.text  #! optional-not-checked
        await uow.commit()
async def fetch2(uow: AbstractUnitOfWork, client: httpx.AsyncClient, oid: int):
    r = await client.get('/rate')
    async with uow:
        order = await uow.orders.get(oid)
        order.ref = r.text  #! optional-not-checked
        await uow.commit()
    await client.post('/invoice', json={})
async def split(uow: AbstractUnitOfWork, a: int, b: int):
    async with uow:
        first = await uow.orders.locked(a)
        first.total -= 1
        await uow.commit()
        second = await uow.orders.locked(b)
        second.total += 1
        await uow.commit()  #! split-commit
async def dispatch(uow: AbstractUnitOfWork):
    async with uow:
        order = Order(status='pending')
        uow.orders.add(order)
        await uow.commit()
    ship.delay(order.id)  #! dispatch-after-commit-unhandled
