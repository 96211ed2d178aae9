from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter()


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int]


def current_user() -> int:
    return 1


def get_db():
    raise NotImplementedError


User = Annotated[int, Depends(current_user)]
Db = Annotated[AsyncSession, Depends(get_db)]


@router.get("/orders/{order_id}")
async def in_steps(order_id: int, user_id: User, db: Db) -> int:
    result = await db.execute(select(Order).where(Order.id == order_id, Order.owner_id == user_id))
    order = result.scalar_one()  #!
    return order.id


@router.get("/mine")
async def mine(user_id: User, db: Db) -> int:
    result = await db.execute(select(Order).where(Order.owner_id == user_id))
    return result.scalar_one().id


@router.get("/caught/{order_id}")
async def caught(order_id: int, db: Db) -> int | None:
    try:
        result = await db.execute(select(Order).where(Order.id == order_id))
        return result.scalar_one().id
    except NoResultFound:
        return None


@router.get("/asked/{order_id}")
async def asked(order_id: int, db: Db) -> int | None:
    found = await db.scalar(select(Order.id).where(Order.id == order_id))
    if found is None:
        return None
    return (await db.execute(select(Order).where(Order.id == order_id))).scalar_one().id
