from celery import shared_task
from django.db import models
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)


class Item(models.Model):
    name = models.TextField()


@shared_task
def work(order): ...


def a(db: Session, key):
    order = db.get(Order, key)
    work.delay(order)  #!


def b(db: Session):
    order = Order()
    db.add(order)
    db.commit()
    work.apply_async(args=[order])  #!


def c(db: Session):
    work.delay(db, 1)  #!


def d(order: Order):
    work.apply_async((order,))  #!


def e(key):
    item = Item.objects.get(pk=key)
    work.delay(item)  #!


def f(db: Session, key):
    order = db.query(Order).filter_by(id=key).first()
    work.delay(order=order)  #!


def q(db: Session, key, order):
    row = db.get(Order, key)
    work.delay(row.id)
    work.delay(key)
    work.delay(order)
    work.apply_async(args=[row.id])
    work.delay(str(row))
    work.delay({"id": row.id})
    data = row.id
    work.delay(data)
    item = Item.objects.get(pk=key)
    work.delay(item.pk)
