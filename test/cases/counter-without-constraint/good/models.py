from sqlalchemy import CheckConstraint, Column, Integer, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = 'products'
    __table_args__ = (CheckConstraint('stock >= 0', name='x'), {'schema': 's'})
    id: Mapped[int] = mapped_column(primary_key=True)
    stock: Mapped[int]
    left_units: Mapped[int] = mapped_column(Integer, CheckConstraint('left_units >= 0'))
    seats: Mapped[int]
    tokens: Mapped[int]
    credits: Mapped[int]
    capacity: Mapped[int]
    usage: Mapped[int]
    attempts: Mapped[int]
    slots: Mapped[int]
    pending: Mapped[int]
    load_count: Mapped[int]


class Hero(SQLModel, table=True):
    __table_args__ = (CheckConstraint('points >= 0'),)
    id: int | None = Field(default=None, primary_key=True)
    points: int
