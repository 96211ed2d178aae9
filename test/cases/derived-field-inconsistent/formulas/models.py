from django.db import models
from sqlalchemy import Boolean, Column, Integer, Numeric, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = 'orders'
    id: Mapped[int] = mapped_column(primary_key=True)
    paid: Mapped[int]
    total: Mapped[int]
    shipping: Mapped[int]
    discount: Mapped[int]
    state: Mapped[str]
    is_settled: Mapped[bool]
    is_open: Mapped[bool]
    due: Mapped[int]
    grand_total: Mapped[int]


class Room(models.Model):
    capacity = models.IntegerField()
    guests = models.IntegerField()
    blocked = models.BooleanField()
    is_full = models.BooleanField(default=False)
    has_space = models.BooleanField(default=True)
