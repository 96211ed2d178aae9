import json
from typing import Annotated
from fastapi import APIRouter, Depends
from sqlalchemy import update
from shop.models import Order, OrderState
from shop.security import SessionDep, verified_body
router = APIRouter(prefix='/webhooks')
@router.post('/payments')
async def paid(body: Annotated[bytes, Depends(verified_body)], session: SessionDep) -> dict[str, bool]:
    event = json.loads(body)
    result = await session.execute(
        update(Order)
        .where(Order.id == int(event['order']), Order.state == OrderState.PLACED)
        .values(state=OrderState.PAID)
    )
    return {'changed': result.rowcount == 1}
