import asyncio
from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from models import Item, User
app = FastAPI()
engine = create_async_engine('x')
SessionLocal = async_sessionmaker(engine)
async def get_db():
    async with SessionLocal() as s:
        yield s
async def load(session: AsyncSession, i):
    return await session.get(Item, i)
@app.get('/1')
async def one(db: AsyncSession = Depends(get_db)):
    return await asyncio.gather(*[load(db, i) for i in range(3)]) #!
@app.get('/2')
async def two(db: AsyncSession = Depends(get_db)):
    a, b = await asyncio.gather(db.execute(select(Item)), db.execute(select(User))) #!
    return a, b
@app.get('/3')
async def three(db: AsyncSession = Depends(get_db)):
    async with asyncio.TaskGroup() as tg:
        for i in range(3):
            tg.create_task(load(db, i)) #!
@app.get('/4')
async def four(tasks: BackgroundTasks, db: AsyncSession = Depends(get_db)):
    tasks.add_task(load, db, 1) #!
@app.get('/5')
async def five():
    async def one(i):
        async with SessionLocal() as s:
            return await load(s, i)
    return await asyncio.gather(*(one(i) for i in range(3)))
@app.get('/6')
async def six(db: AsyncSession = Depends(get_db)):
    async def one(i):
        return await db.get(Item, i)
    return await asyncio.gather(*(one(i) for i in range(3))) #!
@app.get('/7')
async def seven(db: AsyncSession = Depends(get_db)):
    task = asyncio.create_task(load(db, 1)) #!
    item = await db.get(Item, 2)
    return item, await task
@app.get('/8')
async def eight(db: AsyncSession = Depends(get_db)):
    out = []
    for i in range(3):
        out.append(await load(db, i))
    return out
class Service:
    def __init__(self, session: AsyncSession): self.session = session
    async def get(self, i): return await self.session.get(Item, i)
    async def all(self, ids):
        return await asyncio.gather(*[self.get(i) for i in ids]) #!
    async def seq(self, ids):
        return [await self.get(i) for i in ids]
async def nine(factory: async_sessionmaker, ids):
    async def work(i):
        async with factory() as session, session.begin():
            await load(session, i)
    await asyncio.gather(*map(work, ids))
