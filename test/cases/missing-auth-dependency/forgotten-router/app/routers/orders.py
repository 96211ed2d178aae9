from fastapi import APIRouter

from app.deps import CurrentUser, OrderWriter

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("")
async def list_orders(user: CurrentUser):
    return [user]


@router.post("")
async def create_order(body: dict, user: OrderWriter):
    return body


@router.post("/{order_id}/refund") #!
async def refund_order(order_id: int, amount: int):
    return {"order": order_id, "amount": amount}


@router.get("/{order_id}")
async def read_order(order_id: int, user: CurrentUser):
    return order_id


@router.get("/{order_id}/invoice") #!
async def invoice(order_id: int):
    return order_id


@router.websocket("/{order_id}/events") #!
async def events(websocket, order_id: int):
    await websocket.accept()
