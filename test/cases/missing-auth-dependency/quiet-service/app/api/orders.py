from typing import Annotated
from fastapi import APIRouter, Header, HTTPException
from sqlalchemy import select
from app.models import Order
from app.schemas import OrderIn, OrderOut
from app.security import CurrentUser

router = APIRouter(prefix="/orders")

@router.get("", response_model=list[OrderOut])
async def list_orders(user: CurrentUser, session):
    return (await session.scalars(select(Order).where(Order.tenant_id == user.tenant_id))).all()

@router.get("/{order_id}", response_model=OrderOut)
async def read(order_id: int, user: CurrentUser, session):
    order = await session.scalar(select(Order).where(Order.id == order_id, Order.tenant_id == user.tenant_id))
    if order is None:
        raise HTTPException(404)
    return order

@router.post("", response_model=OrderOut)
async def create(body: OrderIn, user: CurrentUser, session, idempotency_key: Annotated[str, Header()]):
    order = Order(tenant_id=user.tenant_id, idempotency_key=idempotency_key, **body.model_dump(include={"sku"}))
    session.add(order)
    await session.commit()
    return order

@router.post("/{order_id}/cancel")
async def cancel(order_id: int, session, user: CurrentUser) -> OrderOut:
    order = await session.get(Order, order_id)
    if order is None or order.tenant_id != user.tenant_id:
        raise HTTPException(404)
    return OrderOut.model_validate(order)
