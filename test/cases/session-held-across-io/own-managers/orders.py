import httpx
import requests

from database import UnitOfWork, get_db, registry
from models import Order


def ask_inside(key):
    with get_db() as db:
        order = db.query(Order).filter(Order.id == key).one()
        answer = requests.get(order.url, timeout=30) #!
        order.answer = answer.text
        db.commit()


def ask_between(key):
    with get_db() as db:
        url = db.query(Order).filter(Order.id == key).one().url
    answer = requests.get(url, timeout=30)
    with get_db() as db:
        db.query(Order).filter(Order.id == key).update({"answer": answer.text})
        db.commit()


async def await_inside(client: httpx.AsyncClient, key):
    async with registry.session() as session:
        order = await session.get(Order, key)
        answer = await client.get(order.url) #!
        order.answer = answer.text


async def await_between(client: httpx.AsyncClient, key):
    async with registry.session() as session:
        url = (await session.get(Order, key)).url
    answer = await client.get(url)
    async with registry.session() as session:
        session.add(Order(url=url, answer=answer.text))


async def work_inside(work: UnitOfWork, client: httpx.AsyncClient, key):
    async with work:
        order = await work.session.get(Order, key)
        answer = await client.get(order.url) #!
        order.answer = answer.text


async def work_between(work: UnitOfWork, client: httpx.AsyncClient, key):
    async with work:
        url = (await work.session.get(Order, key)).url
    answer = await client.get(url)
    async with work:
        work.session.add(Order(url=url, answer=answer.text))
