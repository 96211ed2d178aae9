import httpx, asyncio, time, requests
from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from models import Order
from db import get_db, SessionLocal
app = FastAPI()
@app.post('/1')
async def one(oid: int, db: AsyncSession = Depends(get_db)):
    order = await db.get(Order, oid)
    async with httpx.AsyncClient() as client:
        r = await client.post('https://x', json={'id': order.id}) #!
    order.ref = r.json()['ref']
    await db.commit()
@app.post('/2')
async def two(oid: int, db: AsyncSession = Depends(get_db)):
    async with httpx.AsyncClient() as client:
        r = await client.get('https://x')
    order = await db.get(Order, oid)
    order.ref = r.text
    await db.commit()
@app.post('/3')
async def three(oid: int, db: AsyncSession = Depends(get_db)):
    order = await db.get(Order, oid)
    oid = order.id
    await db.commit()
    async with httpx.AsyncClient() as client:
        r = await client.get('https://x')
@app.post('/4')
def four(oid: int, db: Session = Depends(get_db)):
    order = db.query(Order).get(oid)
    r = requests.post('https://x', json={}) #!
    order.ref = r.text
    db.commit()
async def five():
    async with SessionLocal() as s:
        async with s.begin():
            order = await s.scalar(select(Order).with_for_update())
            await asyncio.sleep(5) #!
            order.ref = 'x'
async def six():
    async with SessionLocal() as s:
        order = await s.scalar(select(Order))
    await asyncio.sleep(5)
async def charge(client: httpx.AsyncClient, order):
    return await client.post('https://pay', json={})
@app.post('/7')
async def seven(oid: int, client: httpx.AsyncClient, db: AsyncSession = Depends(get_db)):
    order = await db.get(Order, oid)
    await charge(client, order) #!
    order.paid = True
    await db.commit()
async def poll():
    async with SessionLocal() as s:
        while True:
            order = await s.scalar(select(Order))
            await s.commit()
            await asyncio.sleep(1)
