from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

router = APIRouter()
oauth2 = OAuth2PasswordBearer(tokenUrl="/token")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    note: Mapped[str]


class Country(Base):
    __tablename__ = "countries"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class NoteIn(BaseModel):
    order_id: int
    country_id: int
    note: str


def current_user(token: str = Depends(oauth2)) -> int:
    if token != "known":
        raise HTTPException(401)
    return 1


def get_db():
    raise NotImplementedError


User = Annotated[int, Depends(current_user)]
Db = Annotated[Session, Depends(get_db)]


@router.post("/notes")
def note(body: NoteIn, user_id: User, db: Db) -> str:
    order = db.get(Order, body.order_id)  #!
    order.note = body.note
    db.commit()
    return order.note


@router.post("/cancel")
def cancel(order_id: int, user: User, db: Db) -> None:
    order = db.get(Order, order_id)  #!
    db.delete(order)
    db.commit()


@router.post("/own-notes")
def own_note(body: NoteIn, user: User, db: Db) -> str:
    order = db.get(Order, body.order_id)
    if order is None or order.user_id != user:
        raise HTTPException(404)
    order.note = body.note
    db.commit()
    return order.note


@router.post("/likes")
def like(body: NoteIn, user: User, db: Db) -> int:
    order = db.get(Order, body.order_id)
    return order.id


@router.post("/countries")
def rename(body: NoteIn, user: User, db: Db) -> str:
    country = db.get(Country, body.country_id)
    country.name = body.note
    db.commit()
    return country.name
