from fastapi import FastAPI, Depends, HTTPException
from flask import abort
from sqlalchemy.orm import Session
from sqlalchemy.ext.asyncio import AsyncSession
from models import Order, User
from db import get_db
app = FastAPI()
@app.post('/1')
def a(body: dict, db: Session = Depends(get_db)):
    order = Order(**body)
    db.add(order)
    db.commit()
    db.refresh(order)
    if not order.lines:
        raise HTTPException(status_code=422) #!
    return order
@app.post('/2')
def b(body: dict, db: Session = Depends(get_db)):
    order = Order(**body)
    db.add(order)
    try:
        db.commit()
    except Exception:
        db.rollback()
        raise HTTPException(409)
    return 1
@app.post('/3')
def c(body: dict, db: Session = Depends(get_db)):
    user = db.get(User, body['u'])
    if user is None:
        raise HTTPException(404)
    db.add(Order(user_id=user.id))
    db.commit()
    return 1
@app.post('/4')
async def d(body: dict, db: AsyncSession = Depends(get_db)):
    db.add(Order(**body))
    await db.commit()
    try:
        await ship(body)
    except ShipError as e:
        raise HTTPException(502) from e
    return 1
@app.post('/5')
async def e(body: dict, db: AsyncSession = Depends(get_db)):
    async with db.begin():
        db.add(Order(**body))
    if body['x'] < 0:
        raise HTTPException(422) #!
    return 1
@app.post('/6')
def f(oid: int, db: Session = Depends(get_db)):
    order = db.get(Order, oid)
    order.seen = True
    db.commit()
    if order.owner != 'x':
        abort(403) #!
    return 1
@app.post('/7')
def g(oid: int, db: Session = Depends(get_db)):
    order = db.get(Order, oid)
    order.failed_attempts = order.failed_attempts + 1
    db.commit()
    raise HTTPException(401)
@app.post('/8')
def h(oid: int, db: Session = Depends(get_db)):
    db.commit()
    order = db.get(Order, oid)
    if order is None:
        raise HTTPException(404)
    return 1
def validate(order):
    if not order.lines:
        raise HTTPException(422)
@app.post('/9')
def i(body: dict, db: Session = Depends(get_db)):
    order = Order(**body)
    db.add(order)
    db.commit()
    validate(order)
    return order
