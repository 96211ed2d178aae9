from fastapi import FastAPI, Depends
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite://", pool_size=3)
Factory = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Repo:
    def __init__(self):
        self.session = Factory()  #!

    async def load(self, q):
        return await self.session.scalar(q)


class Uow:
    async def __aenter__(self):
        self.session = Factory()  #!
        return self

    async def __aexit__(self, *error):
        await self.session.close()


class Service:
    def __init__(self, uow: Uow):
        self.uow = uow

    async def all(self, q):
        async with self.uow as uow:
            return await uow.session.scalar(q)


class Direct:
    async def begin(self, q):
        self.session = Factory()  #!
        return await self.session.scalar(q)


class Fresh:
    async def __aenter__(self):
        self.session = Factory()
        return self

    async def __aexit__(self, *error):
        await self.session.close()


repo = Repo()
service = Service(Uow())
direct = Direct()


def get_service() -> Service:
    return Service(Fresh())


@app.get("/a")
async def a(q: str):
    return await repo.load(q)


@app.get("/b")
async def b(q: str):
    return await service.all(q)


@app.get("/c")
async def c(q: str):
    return await direct.begin(q)


@app.get("/d")
async def d(q: str, one: Service = Depends(get_service)):
    return await one.all(q)
