import asyncio
from functools import partial
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from anyio import create_task_group
async def work(session: AsyncSession, i): await session.execute('x')
async def a(session: AsyncSession, ids):
    await asyncio.gather(*(work(session, i) for i in ids), return_exceptions=True) #!
async def b(session: AsyncSession, ids):
    tasks = [asyncio.create_task(work(session, i)) for i in ids] #!
    await asyncio.wait(tasks)
async def c(session: AsyncSession, ids):
    tasks = []
    for i in ids:
        tasks.append(work(session, i))
    await asyncio.gather(*tasks) #!
async def d(session: AsyncSession, ids):
    async with create_task_group() as tg:
        for i in ids:
            tg.start_soon(work, session, i) #!
async def e(factory: async_sessionmaker, ids):
    async def one(i):
        async with factory() as session:
            await work(session, i)
    async with asyncio.TaskGroup() as tg:
        for i in ids:
            tg.create_task(one(i))
async def f(session: AsyncSession, ids):
    lock = asyncio.Lock()
    async def one(i):
        async with lock:
            await session.execute('x')
    await asyncio.gather(*[one(i) for i in ids])
async def g(session: AsyncSession):
    one = await session.execute('x')
    two, three = await asyncio.gather(fetch(1), fetch(2))
    await session.execute('y')
async def h(session: AsyncSession, a, b):
    await asyncio.gather(work(session, 1), fetch(2))
async def i(s1: AsyncSession, s2: AsyncSession):
    await asyncio.gather(work(s1, 1), work(s2, 2))
