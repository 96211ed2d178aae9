from fastapi import APIRouter, Depends, HTTPException, Response
from shop.models import OrderState
from shop.repositories import Orders, Products
from shop.schemas import ItemIn, OrderOut
from shop.security import CurrentUser, SessionDep, get_current_user
router = APIRouter(prefix='/orders', dependencies=[Depends(get_current_user)])
@router.get('/{order_id}', response_model=OrderOut)
async def read_order(order_id: int, session: SessionDep, user: CurrentUser):
    order = await Orders(session).of_user(order_id, user.id)
    if order is None:
        raise HTTPException(404)
    return order
@router.put('/{order_id}/items', status_code=204)
async def put_item(order_id: int, body: ItemIn, session: SessionDep, user: CurrentUser) -> Response:
    order = await Orders(session).locked(order_id, user.id)
    if order is None or order.state is not OrderState.CART:
        raise HTTPException(404)
    await Orders(session).put_item(order.id, body.product_id, body.quantity)
    return Response(status_code=204)
@router.post('/{order_id}/place', response_model=OrderOut)
async def place_order(order_id: int, session: SessionDep, user: CurrentUser):
    orders = Orders(session)
    order = await orders.locked(order_id, user.id)
    if order is None:
        raise HTTPException(404)
    if order.state is not OrderState.CART:
        raise HTTPException(409)
    for item in sorted(order.items, key=lambda one: one.product_id):
        if not await Products(session).take(item.product_id, item.quantity):
            raise HTTPException(409, 'sold out')
    order.state = OrderState.PLACED
    orders.later('order-placed', str(order.id))
    return order
@router.post('/{order_id}/cancel', response_model=OrderOut)
async def cancel_order(order_id: int, session: SessionDep, user: CurrentUser):
    order = await Orders(session).of_user(order_id, user.id)
    if order is None:
        raise HTTPException(404)
    if order.state is not OrderState.PLACED:
        raise HTTPException(409)
    order.state = OrderState.CANCELLED
    await session.flush()
    return order
