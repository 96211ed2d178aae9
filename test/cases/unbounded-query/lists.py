from django.http import JsonResponse
from fastapi import APIRouter, Depends
from flask import Flask, jsonify
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlmodel import Session as S2
from rest_framework import viewsets, generics
from django.db import models

router = APIRouter()
app = Flask(__name__)


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]


def get_db() -> Session: ...
async def get_async() -> AsyncSession: ...


@router.get("/b")
async def b(db: AsyncSession = Depends(get_async)):
    result = await db.execute(select(Order))
    return result.scalars().all()  #!


@router.get("/e")
def e(db: Session = Depends(get_db)):
    return [row.id for row in db.query(Order)]  #!


@router.get("/f")
def f(db: Session = Depends(get_db)):
    return list(db.scalars(select(Order)))  #!


class Item(models.Model):
    name = models.TextField()


def rows_of(db: Session):
    return db.query(Order).all()


@router.get("/h")
def h(db: Session = Depends(get_db)):
    return rows_of(db)  #!


class Repo:
    def __init__(self, db: Session):
        self.db = db

    def all(self):
        return self.db.query(Order).all()


@router.get("/i")
def i(db: Session = Depends(get_db)):
    repo = Repo(db)
    return repo.all()  #!


@router.get("/qb")
async def qb(db: AsyncSession = Depends(get_async)):
    result = await db.execute(select(Order).order_by(Order.id).limit(100))
    return result.scalars().all()


@router.get("/qf")
async def qf(page: int, db: AsyncSession = Depends(get_async)):
    query = select(Order)
    query = query.offset(page * 10).limit(10)
    return (await db.scalars(query)).all()


@router.post("/qg")
def qg(db: Session = Depends(get_db)):
    for row in db.query(Order).all():
        row.user_id = 1
    db.commit()
    return {"ok": True}


def job(db: Session):
    return db.query(Order).all()


@router.get("/qi")
def qi(db: Session = Depends(get_db)):
    return db.query(Order.user_id).distinct().all()


@router.get("/qj")
def qj(db: Session = Depends(get_db)):
    rows = db.query(Order).fetchmany(20)
    return rows


@router.get("/qk")
def qk(db: Session = Depends(get_db)):
    return Order.query.paginate(page=1, per_page=20).items


@router.get("/ql")
def ql(db: Session = Depends(get_db)):
    total = 0
    for row in db.query(Order).all():
        print(row.id)
    return total


@router.get("/j")
def j(db: Session = Depends(get_db)):
    out = []
    for row in db.query(Order).all():  #!
        out.append(row.id)
    return out
