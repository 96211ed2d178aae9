from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from shop.models import Customer
from shop.repository import articles, customers

scheme = OAuth2PasswordBearer(tokenUrl="token")
factory = async_sessionmaker(create_async_engine("postgresql+asyncpg://"), expire_on_commit=False)


async def get_session():
    async with factory() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]


async def current_customer(session: Session, token: Annotated[str, Depends(scheme)]) -> Customer:
    customer = await customers.by_email(session, token)
    if customer is None:
        raise HTTPException(status_code=401)
    return customer


Caller = Annotated[Customer, Depends(current_customer)]
router = APIRouter()


class ArticleIn(BaseModel):
    code: str
    stock: int


class CustomerIn(BaseModel):
    email: str


@router.get("/articles/{key}")
async def show(session: Session, caller: Caller, key: int) -> dict[str, int]:
    article = await articles.get(session, key)
    if article is None:
        raise HTTPException(status_code=404)
    return {"stock": article.stock}


@router.get("/own-articles/{key}")
async def show_own(session: Session, caller: Caller, key: int) -> dict[str, int]:
    article = await articles.get(session, key)
    if article is None or article.owner_id != caller.id:
        raise HTTPException(status_code=404)
    return {"stock": article.stock}


@router.post("/articles")
async def add(session: Session, caller: Caller, body: ArticleIn) -> dict[str, int]:
    if await articles.by_code(session, body.code):
        raise HTTPException(status_code=409)
    article = await articles.create(session, body)
    return {"id": article.id}


@router.post("/customers")
async def register(session: Session, caller: Caller, body: CustomerIn) -> dict[str, int]:
    if await customers.by_email(session, body.email):
        raise HTTPException(status_code=409)
    customer = await customers.create(session, body)
    return {"id": customer.id}


app = FastAPI()
app.include_router(router)
