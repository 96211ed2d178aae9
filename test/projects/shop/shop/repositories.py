from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from shop.models import Order, OrderItem, Outbox, Product, User
class Users:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
    async def by_email(self, email: str) -> User | None:
        return await self._session.scalar(select(User).where(User.email == email))
    async def add(self, user: User) -> None:
        self._session.add(user)
        await self._session.flush()
class Products:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
    async def take(self, product_id: int, quantity: int) -> bool:
        result = await self._session.execute(
            update(Product)
            .where(Product.id == product_id, Product.stock >= quantity)
            .values(stock=Product.stock - quantity)
        )
        return result.rowcount == 1
    async def count_view(self, product_id: int) -> None:
        await self._session.execute(update(Product).where(Product.id == product_id).values(views=Product.views + 1))
class Orders:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
    async def of_user(self, order_id: int, user_id: int) -> Order | None:
        return await self._session.scalar(select(Order).where(Order.id == order_id, Order.user_id == user_id))
    async def locked(self, order_id: int, user_id: int) -> Order | None:
        return await self._session.scalar(
            select(Order)
            .where(Order.id == order_id, Order.user_id == user_id)
            .options(selectinload(Order.items))
            .with_for_update()
        )
    async def put_item(self, order_id: int, product_id: int, quantity: int) -> None:
        statement = insert(OrderItem).values(order_id=order_id, product_id=product_id, quantity=quantity)
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=['order_id', 'product_id'], set_={'quantity': statement.excluded.quantity}
            )
        )
    def later(self, topic: str, payload: str) -> None:
        self._session.add(Outbox(topic=topic, payload=payload))
