// Python in which `#+ id` marks a place that follows a practice and `#- id` one that does not.
import { py } from '../../../analyzer/rules/python.ts'

export const SOURCES: Readonly<Record<string, string>> = {
  'app/work.py': py`
    import asyncio
    import threading
    import time
    from concurrent.futures import ThreadPoolExecutor

    import httpx
    import requests

    lock = threading.Lock()

    def _locked(items):
        with lock: #+ locks-released
            items.clear()
        lock.acquire() #+ locks-released
        try:
            items.append(1)
        finally:
            lock.release()
        lock.acquire() #- locks-released
        items.append(2)
        lock.release()

    def _pools(work):
        with ThreadPoolExecutor() as pool: #+ executors-closed
            pool.map(work, [1])
        other = ThreadPoolExecutor() #- executors-closed
        other.submit(work)

    async def _run(work, tasks):
        asyncio.create_task(work()) #- tasks-kept
        tasks.append(asyncio.create_task(work())) #+ tasks-kept
        await asyncio.sleep(1) #+ sleeps-awaited
        time.sleep(1) #- sleeps-awaited
        await asyncio.wait_for(work(), 3) #+ waits-bounded
        await asyncio.to_thread(_locked, []) #+ blocking-work-offloaded
        async with httpx.AsyncClient() as client: #+ requests-with-timeout
            await client.get('https://example.org') #+ async-http-clients
        requests.get('https://example.org', timeout=3) #- async-http-clients #+ requests-with-timeout
        try:
            await work()
        except asyncio.CancelledError: #+ cancellation-kept #+ specific-handlers
            raise
        try:
            await work()
        except asyncio.CancelledError: #- cancellation-kept #+ specific-handlers
            return

    def _wait():
        time.sleep(1)
  `,
  'app/models.py': py`
    from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, create_engine, select, update
    from sqlalchemy.orm import Session, declarative_base, sessionmaker

    Base = declarative_base()
    engine = create_engine('sqlite://', pool_size=5) #+ engine-configured
    other = create_engine('sqlite://') #- engine-configured
    Local = sessionmaker(bind=engine)

    class User(Base): #+ natural-keys-unique
        __tablename__ = 'users'
        id = Column(Integer, primary_key=True)
        email = Column(String, unique=True)

    class Order(Base): #- natural-keys-unique #+ foreign-keys-ruled #- foreign-keys-ruled #+ foreign-keys-indexed #- foreign-keys-indexed #+ check-constraints
        __tablename__ = 'orders'
        __table_args__ = (CheckConstraint('amount >= 0'),)
        id = Column(Integer, primary_key=True)
        amount = Column(Integer)
        user_id = Column(ForeignKey('users.id', ondelete='CASCADE'), index=True)
        other_id = Column(ForeignKey('users.id'))

    def _change(session: Session, key):
        with Local() as own: #+ sessions-closed
            own.execute(select(User).where(User.id == key).with_for_update()) #+ rows-locked
        lost = Local() #- sessions-closed
        with session.begin(): #+ transactions-scoped
            session.execute(update(Order).where(Order.id == key).values(amount=Order.amount + 1)) #+ counters-counted-by-the-database
        return lost
  `,
  'app/api.py': py`
    import hmac
    import json
    import pickle
    import random
    import secrets
    import subprocess

    import bcrypt
    import yaml
    from fastapi import APIRouter, Depends, FastAPI, HTTPException
    from fastapi.security import OAuth2PasswordBearer
    from pydantic import BaseModel, Field

    app = FastAPI()
    scheme = OAuth2PasswordBearer(tokenUrl='token')

    class Item(BaseModel):
        name: str = Field(max_length=20) #+ fields-bounded
        note: str = Field('')

    @app.post('/items')
    def create(item: Item, user=Depends(scheme)): #+ routes-guarded #- public-functions-annotated #- public-functions-documented
        return item

    @app.delete('/items/{key}')
    def remove(key: int): #- routes-guarded #- public-functions-annotated #- public-functions-documented
        return key

    orders = APIRouter(prefix='/orders')

    @orders.delete('/{key}')
    def cancel(key: int): #- routes-guarded #- public-functions-annotated #- public-functions-documented
        return key

    app.include_router(orders)

    def read(text: str, cursor: object) -> object: #+ public-functions-annotated #+ public-functions-documented
        """Reads a text."""
        cursor.execute('SELECT * FROM t WHERE a = %s', (text,)) #+ sql-parameters
        cursor.execute('SELECT * FROM t WHERE a = ' + text) #- sql-parameters
        subprocess.run(['ls', text]) #+ processes-without-shell
        subprocess.run(text, shell=True) #- processes-without-shell
        json.loads(text) #+ safe-loading
        yaml.load(text, Loader=yaml.SafeLoader) #+ safe-loading
        pickle.loads(text) #- safe-loading
        token = secrets.token_hex(16) #+ secure-random
        password = random.choice(text) #- secure-random
        hmac.compare_digest(token, text) #+ constant-time-comparison
        return bcrypt.hashpw(password, bcrypt.gensalt()) #+ passwords-hashed
  `,
  'app/failures.py': py`
    import logging
    from dataclasses import dataclass
    from datetime import datetime, timezone
    from enum import Enum

    logger = logging.getLogger(__name__)

    class State(Enum): #+ enums-for-states
        OPEN = 'open'

    @dataclass(frozen=True)
    class Point: #+ value-classes-frozen
        x: int

    @dataclass
    class Place: #- value-classes-frozen
        x: int

    def _load(path, key):
        with open(path) as file: #+ files-closed
            text = file.read()
        other = open(path).read() #- files-closed
        try:
            return int(text)
        except ValueError as error: #+ specific-handlers
            logger.exception('not a number: %s', key) #+ failures-logged-with-traceback #+ log-messages-constant
            raise KeyError(key) from error #+ exceptions-chained
        except Exception: #- specific-handlers
            logger.error(f'lost {key}') #- failures-logged-with-traceback #- log-messages-constant
            raise KeyError(other) #- exceptions-chained

    def _now():
        datetime.now(timezone.utc) #+ times-with-zone
        return datetime.now() #- times-with-zone
  `,
  'tests/test_app.py': py`
    import threading
    from unittest.mock import Mock

    import pytest

    from app.api import read

    @pytest.mark.parametrize('text', ['a', 'b']) #+ tests-parametrised
    def test_read(text): #+ tests-assert
        assert read(text, Mock(spec=['execute'])) #+ mocks-specced

    def test_failure(): #+ tests-assert
        with pytest.raises(ValueError, match='number'): #+ raises-matched
            read('x', Mock()) #- mocks-specced
        with pytest.raises(KeyError): #- raises-matched
            read('y', None)

    def test_smoke(): #- tests-assert
        threads = [threading.Thread(target=read, args=('a', None))] #+ concurrency-tested
        threads[0].start()
  `,
}
