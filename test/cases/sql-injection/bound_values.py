from fastapi import FastAPI
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Customer

app = FastAPI()


class Rows:
    model = Customer

    @classmethod
    async def add(cls, session: AsyncSession, **data):
        query = insert(cls.model).values(**data)
        await session.execute(query)


@app.post("/customers")
async def register(email: str, session: AsyncSession):
    query = insert(Customer).values(email=email)
    await session.execute(query)
    await session.execute(insert(Customer).values(email=email).returning(Customer.id))
    await Rows.add(session, email=email)


@app.put("/customers/{key}")
async def change(key: int, email: str, body: dict[str, str], session: AsyncSession):
    await session.execute(update(Customer).where(Customer.id == key).values(email=email))
    await session.execute(update(Customer).where(Customer.id == key).values(**body))


@app.get("/customers")
async def find(email: str, session: AsyncSession):
    return await session.execute(text("select * from customers where email = '" + email + "'")) #!


@app.get("/customers/of")
async def find_of(names: str, session: AsyncSession):
    parts = {"email": names}
    listed = ",".join(parts.values())
    return await session.execute(text(f"select * from customers where email in ({listed})")) #!
