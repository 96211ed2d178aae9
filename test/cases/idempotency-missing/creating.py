from typing import Annotated

import stripe
from aiohttp import web
from celery import shared_task
from django.views.decorators.http import require_POST
from fastapi import APIRouter, BackgroundTasks, Body, Depends, FastAPI, Request
from flask import Blueprint, jsonify, request
from flask.views import MethodView
from pydantic import BaseModel
from rest_framework import status, viewsets
from rest_framework.decorators import api_view
from rest_framework.response import Response
from rest_framework.views import APIView
from sqlalchemy.orm import Session

from app.db import get_db
from app.models import Booking, Order, Payment, db
from app.services import BillingService, OrderService, UnitOfWork, get_service
from app.tasks import ship

app = FastAPI()
router = APIRouter(prefix='/api/v1/orders')
bp = Blueprint('pay', __name__, url_prefix='/payments')
routes = web.RouteTableDef()


class OrderIn(BaseModel):
    sku: str
    quantity: int


@router.post('')  #!
async def create_order(body: OrderIn, db: Session = Depends(get_db)):
    order = Order(**body.model_dump())
    db.add(order)
    db.commit()
    return order


@router.post('/{order_id}/refund')  #!
async def refund(order_id: int, service: Annotated[BillingService, Depends(get_service)]):
    return await service.refund(order_id)


@router.post('/{order_id}/ship', status_code=202)
async def ship_order(order_id: int, tasks: BackgroundTasks):
    tasks.add_task(ship, order_id)


@app.post('/checkout')  #!
def checkout(body: dict = Body()):
    return stripe.PaymentIntent.create(amount=body['amount'], currency='eur')


@app.post('/transfers')  #!
async def transfer(body: OrderIn, uow: UnitOfWork = Depends()):
    async with uow:
        await uow.transfers.create(body)
        await uow.commit()


@app.api_route('/bookings', methods=['POST'])  #!
async def book(body: OrderIn, db: Session = Depends(get_db)):
    db.add(Booking(sku=body.sku))
    db.commit()


@app.post('/jobs/')  #!
async def jobs(body: OrderIn):
    ship.delay(body.sku)


@bp.post('/')  #!
def pay():
    payment = Payment(amount=request.json['amount'])
    db.session.add(payment)
    db.session.commit()
    return jsonify(id=payment.id), 201


@bp.route('/charge', methods=['POST'])  #!
def charge():
    stripe.Charge.create(amount=request.form['amount'])
    return '', 204


class PayoutView(MethodView):
    def post(self):
        db.session.add(Payment(amount=1))
        db.session.commit()
        return '', 201


@routes.post('/subscriptions')  #!
async def subscribe(request):
    data = await request.json()
    await request.app['billing'].subscribe(data)
    await request.app['repo'].insert(data)
    return web.json_response({})


@routes.post('/withdrawals')  #!
async def withdraw(request):
    data = await request.json()
    async with request.app['pool'].acquire() as conn:
        await conn.execute('INSERT INTO withdrawals(amount) VALUES ($1)', data['amount'])
    return web.json_response({})


@app.post('/invoices')  #!
def invoice(body: OrderIn, service: OrderService = Depends()):
    return service.issue_invoice(body)


@app.post('/tickets')  #!
async def tickets(body: OrderIn, service: OrderService = Depends()):
    return await service.purchase(body)
