from django.contrib.auth.models import User
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from models import Order, Wallet


class OrderService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def pay(self, order_id: int) -> None:
        order = await self.session.get(Order, order_id)
        order.state = 'paid'  #!
        await self.session.commit()

    async def fill(self, order_id: int, values: dict) -> None:
        order = await self.session.get(Order, order_id)
        if not order:
            order = Order(id=order_id)
        for name, value in values.items():
            setattr(order, name, value)
        await self.session.commit()

    async def price(self, order_id: int) -> int:
        order = await self.session.get_one(Order, order_id)
        return order.total

    async def total(self, order_id: int) -> int:
        result = await self.session.execute(select(Order).where(Order.id == order_id))
        order = result.scalar_one_or_none()
        return order.total  #!

    async def state(self, order_id: int) -> str:
        return (await self.session.get(Order, order_id)).state  #!

    async def charge(self, user_id: int, amount: int):
        wallet = (await self.session.scalars(select(Wallet).where(Wallet.user_id == user_id))).first()
        if wallet.balance < amount:  #!
            raise ValueError('no funds')
        wallet.balance -= amount

    async def close(self, order_id: int, *, reason: str):
        order = await self.session.scalar(select(Order).where(Order.id == order_id))
        self.log.info('closing %s', order.state)  #!
        order.state = reason

    async def settle(self, order_id: int):
        order = await self.session.get(Order, order_id)
        if order is None:
            raise LookupError(order_id)
        order.state = 'settled'
        wallet = await self.session.get(Wallet, order.wallet_id)
        if wallet:  #!
            wallet.balance += order.total
        await self.session.commit()

    async def internal(self, order: Order):
        wallet = await self.session.get(Wallet, order.wallet_id)
        wallet.balance += order.total

    async def required(self, order_id: int):
        order = (await self.session.execute(select(Order).where(Order.id == order_id))).scalar_one()
        order.state = 'x'

    async def got(self, order_id: int):
        order = await self.session.get_one(Order, order_id)
        order.state = 'x'

    async def asserted(self, order_id: int):
        order = await self.session.get(Order, order_id)
        assert order is not None
        order.state = 'x'

    async def caught(self, order_id: int):
        order = await self.session.get(Order, order_id)
        try:
            order.state = 'x'
        except AttributeError:
            return None

    async def maybe(self, order_id: int):
        order = await self.session.get(Order, order_id)
        return order.state if order else None

    async def short(self, order_id: int):
        order = await self.session.get(Order, order_id)
        return order and order.state

    async def first_of_all(self):
        order = (await self.session.scalars(select(Order).order_by(Order.id))).first()
        return order.state

    async def created(self, total: int):
        order = Order(total=total, state='new')
        self.session.add(order)
        await self.session.flush()
        order = await self.session.get(Order, order.id)
        return order.state

    async def after_insert(self, order_id: int):
        await self.session.execute(update(Order).where(Order.id == order_id).values(state='x'))
        order = await self.session.get(Order, order_id)
        return order.state

    async def helper(self, order_id: int):
        order = await self.session.get(Order, order_id)
        self._require(order)
        order.state = 'x'

    def _require(self, order):
        if order is None:
            raise LookupError

    async def walrus(self, order_id: int):
        if not (order := await self.session.get(Order, order_id)):
            raise LookupError
        return order.state

    async def passed(self, order_id: int):
        order = await self.session.get(Order, order_id)
        return order


def sync_pay(session: Session, order_id: int):
    order = session.query(Order).filter_by(id=order_id).first()
    order.state = 'paid'  #!
    session.commit()


def sync_query(session: Session, order_id: int):
    order = session.query(Order).get(order_id)
    return order.total  #!


def by_email(email):
    user = User.objects.filter(email=email).first()
    user.is_active = False
    user.save()


def django_get(email):
    user = User.objects.get(email=email)
    user.is_active = False
    user.save()
