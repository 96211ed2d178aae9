from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Header, Request
from flask import Blueprint, request
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import insert

from app.db import get_db
from app.idempotency import idempotent, IdempotencyRoute
from app.models import Order, Payment

app = FastAPI()
router = APIRouter(prefix='/payments', route_class=IdempotencyRoute)
guarded = APIRouter(prefix='/transfers', dependencies=[Depends(idempotent)])
bp = Blueprint('b', __name__)


class OrderIn(BaseModel):
    id: UUID
    sku: str


class PayIn(BaseModel):
    amount: int
    request_id: str


class Plain(BaseModel):
    sku: str


@app.post('/orders')
async def create(body: OrderIn, db=Depends(get_db)):
    db.add(Order(id=body.id, sku=body.sku))
    db.commit()


@app.post('/payments')
async def pay(body: PayIn, db=Depends(get_db)):
    db.add(Payment(**body.model_dump()))
    db.commit()


@app.post('/orders/upsert')
async def upsert(body: Plain, db=Depends(get_db)):
    db.execute(insert(Order).values(sku=body.sku).on_conflict_do_nothing())
    db.commit()


@router.post('/charge')
async def charge(body: Plain, gateway):
    return await gateway.charge(body.sku)


@guarded.post('/')
async def transfer(body: Plain, gateway):
    return await gateway.transfer(body.sku)


@app.post('/payments/decorated')
@idempotent
async def decorated(body: Plain, gateway):
    return await gateway.charge(body.sku)


@app.post('/refunds')
async def refund(body: Plain, gateway, key: Annotated[str, Header(alias='Idempotency-Key')]):
    return await gateway.refund(body.sku, key)


@app.post('/orders/preview')
async def preview(body: Plain, service):
    return await service.create_preview(body)


@app.post('/orders/{order_id}/cancel')
async def cancel(order_id: int, service):
    return await service.save(order_id)


@app.post('/orders/{order_id}/notes')
async def note(order_id: int, body: Plain, service):
    return await service.read(body)


@app.post('/tickets/login')
async def login(body: Plain, service):
    return await service.create(body)


@app.post('/webhooks/payments')
async def hook(request: Request, service):
    return await service.save(await request.json())


@app.put('/orders/{order_id}')
async def put(order_id: int, body: Plain, service):
    return await service.save(body)


@bp.post('/orders')
def flask_order():
    key = request.headers['Idempotency-Key']
    return place(key)


def place(key):
    return key


@app.post('/jobs/status')
async def status(body: Plain, service):
    return await service.save(body)


@app.post('/ordering')
async def ordering(body: Plain, service):
    return await service.create(body)
