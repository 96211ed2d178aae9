import asyncio
from concurrent.futures import ThreadPoolExecutor
import threading
import anyio
from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_async_engine("x")
factory = async_sessionmaker(engine)
app = FastAPI()


async def get_session():
    async with factory() as session:
        yield session


async def load(session: AsyncSession, key):
    return (await session.execute(text("select 1"))).scalar()


def threads(session: Session, keys):
    with ThreadPoolExecutor() as pool:
        for key in keys:
            pool.submit(work, session, key)  #!


def work(session: Session, key):
    session.get(object, key)


def thread(session: Session):
    for key in range(3):
        threading.Thread(target=work, args=(session, key)).start()  #!


async def q_lock(session: AsyncSession, keys):
    lock = asyncio.Lock()

    async def one(key):
        async with lock:
            return await session.get(object, key)

    return await asyncio.gather(*[one(key) for key in keys])


def q_threads(maker: sessionmaker, keys):
    def one(key):
        with maker() as session:
            return session.get(object, key)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, keys))


async def q_to_thread(session: Session):
    return await asyncio.to_thread(work, session, 1)


def closure(session: Session, keys):
    def one(key):
        return session.get(object, key)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, keys))  #!


async def executor(session: Session, keys, loop):
    return await asyncio.gather(*[loop.run_in_executor(None, work, session, key) for key in keys])  #!


def q_each(maker: sessionmaker, keys):
    with ThreadPoolExecutor() as pool:
        for key in keys:
            session = maker()
            pool.submit(work, session, key)


def q_lock(session: Session, keys):
    lock = threading.Lock()

    def one(key):
        with lock:
            return session.get(object, key)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, keys))


def q_once(session: Session):
    with ThreadPoolExecutor() as pool:
        return pool.submit(work, session, 1).result()


def q_ids(session: Session, keys):
    rows = session.execute(select(1)).all()
    with ThreadPoolExecutor() as pool:
        return list(pool.map(str, rows))
