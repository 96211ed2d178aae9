from sqlalchemy.ext.asyncio import AsyncSession

from models import Audit, Order


class Orders:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def add(self, order: Order):
        self.session.add(order)
        await self.session.commit()
        return order

    async def stage(self, order: Order):
        self.session.add(order)


class Audits:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def add(self, what: str):
        self.session.add(Audit(what=what))


class UnitOfWork:
    def __init__(self, factory):
        self.factory = factory

    async def __aenter__(self):
        self.session = self.factory()
        self.orders = Orders(self.session)
        self.audits = Audits(self.session)
        return self

    async def __aexit__(self, *error):
        await self.session.rollback()
        await self.session.close()

    async def commit(self):
        await self.session.commit()


async def place(factory, sku: str):
    async with UnitOfWork(factory) as uow:
        await uow.orders.add(Order(sku=sku))
        await uow.audits.add("placed")
        await uow.commit()  #!


async def place_at_once(factory, sku: str):
    async with UnitOfWork(factory) as uow:
        await uow.orders.stage(Order(sku=sku))
        await uow.audits.add("placed")
        await uow.commit()


async def place_alone(factory, sku: str):
    async with UnitOfWork(factory) as uow:
        await uow.audits.add("placing")
        await uow.orders.add(Order(sku=sku))


async def saved(session: AsyncSession, order: Order):
    session.add(order)
    await session.commit()


async def place_in(session: AsyncSession, sku: str):
    await saved(session, Order(sku=sku))
    session.add(Audit(what="placed"))
    await session.commit()  #!


async def place_and_look(session: AsyncSession, sku: str):
    await saved(session, Order(sku=sku))
    await session.commit()
