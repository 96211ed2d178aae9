// A small web application whose files depend on each other in the ways that rules follow: models,
// routes, dependencies, enums, settings, tasks, locks, keys, copies and tests.
import { py } from '../../analyzer/rules/python.ts'

export const WEB_PROJECT: Readonly<Record<string, string>> = {
  'shop/__init__.py': '',
  'shop/config.py': py`
    from pydantic_settings import BaseSettings

    class Settings(BaseSettings):
        api_key: str = ''
        prefix: str = 'shop'

    settings = Settings()
  `,
  'shop/models.py': py`
    import enum
    from sqlalchemy import Column, DateTime, Enum, ForeignKey, Integer, String
    from sqlalchemy.orm import declarative_base, relationship

    Base = declarative_base()

    class Status(enum.Enum):
        NEW = 'new'
        PAID = 'paid'
        CLOSED = 'closed'

    TRANSITIONS = {Status.NEW: [Status.PAID], Status.PAID: [Status.CLOSED], Status.CLOSED: []}

    class User(Base):
        __tablename__ = 'users'
        id = Column(Integer, primary_key=True)
        email = Column(String)
        orders = relationship('Order', cascade='all, delete-orphan')

    class Order(Base):
        __tablename__ = 'orders'
        id = Column(Integer, primary_key=True)
        user_id = Column(ForeignKey('users.id', ondelete='CASCADE'))
        status = Column(Enum(Status), default=Status.NEW)
        count = Column(Integer)
        made_at = Column(DateTime(timezone=True))
  `,
  'shop/auth.py': py`
    from fastapi import Depends, HTTPException
    from fastapi.security import OAuth2PasswordBearer

    scheme = OAuth2PasswordBearer(tokenUrl='token')

    async def current_user(token: str = Depends(scheme)):
        if token != 'x':
            raise HTTPException(401)
        return token

    def admin_only(user=Depends(current_user)):
        return user
  `,
  'shop/store.py': py`
    import threading

    cache = {}
    hits = 0
    first = threading.Lock()
    second = threading.Lock()

    class Store:
        def __init__(self, url):
            self.url = url
            self.count = 0

        async def load(self, key):
            return cache.get(key)

        async def add(self, key):
            value = self.count
            await self.load(key)
            self.count = value + 1

        def close(self):
            with first:
                with second:
                    return self.url

    class FileStore(Store):
        async def load(self, key):
            return open(key).read()

    def clear():
        with second:
            with first:
                cache.clear()

    store = Store('file')
  `,
  'shop/service.py': py`
    import datetime
    from sqlalchemy import select
    from sqlalchemy.orm import Session
    from .models import Order, Status, User
    from .store import store, clear
    from .tasks import send_bill

    def find_user(session: Session, email):
        found = session.execute(select(User).where(User.email == email)).scalar_one_or_none()
        if found is None:
            session.add(User(email=email))
            session.commit()
        return found

    def pay(session: Session, key):
        order = session.get(Order, key)
        if order.status != Status.NEW:
            raise ValueError(order.status)
        order.status = Status.PAID
        order.count += 1
        session.commit()
        send_bill.delay(order.id)

    def close(session: Session, key):
        order = session.get(Order, key)
        order.status = Status.CLOSED
        order.made_at = datetime.datetime.now()
        session.commit()

    async def refresh(key):
        store.add(key)
        await store.load(key, force=True)
        clear()
        return store.unknown
  `,
  'shop/tasks.py': py`
    from celery import shared_task
    import redis

    client = redis.Redis()

    @shared_task
    def send_bill(key):
        count = int(client.get(f'bill:{key}') or 0)
        client.set(f'bill:{key}', count + 1)
  `,
  'shop/routes.py': py`
    from fastapi import APIRouter, Depends
    from . import service
    from .auth import admin_only, current_user
    from .config import settings

    router = APIRouter(prefix='/orders')

    @router.get('/{key}')
    async def show(key: int, user=Depends(current_user)):
        return await service.refresh(key)

    @router.post('/{key}/pay')
    async def pay(key: int):
        return service.pay(None, key)

    @router.delete('/{key}')
    async def remove(key: int, user=Depends(admin_only)):
        service.close(None, key)
        return settings.api_key
  `,
  'shop/app.py': py`
    import asyncio
    import threading
    from fastapi import FastAPI
    from .routes import router
    from .store import store, clear

    app = FastAPI()
    app.include_router(router, prefix='/api')

    def work():
        store.close()
        clear()

    async def main():
        threading.Thread(target=work).start()
        await asyncio.gather(store.add('a'), store.add('b'))
  `,
  'tests/helpers.py': py`
    def assert_paid(order):
        assert order.count == 1

    def look(order):
        return order
  `,
  'tests/test_service.py': py`
    import pytest
    from shop.service import close, pay
    from tests.helpers import assert_paid, look

    def test_pay(session):
        assert_paid(pay(session, 1))

    def test_close(session):
        look(close(session, 1))

    async def test_refresh():
        assert True
  `,
}
