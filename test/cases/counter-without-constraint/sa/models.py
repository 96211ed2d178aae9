from decimal import Decimal
from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Numeric, SmallInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, validates
from sqlmodel import Field, SQLModel


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = 'products'
    id: Mapped[int] = mapped_column(primary_key=True)
    stock: Mapped[int] = mapped_column(default=0)  #!
    reserved_quantity: Mapped[int]  #!
    views_count: Mapped[int]


class Wallet(Base):
    __tablename__ = 'wallets'
    id = Column(Integer, primary_key=True)
    balance = Column(Numeric(12, 2), nullable=False, default=0)  #!
    credit_limit = Column(Numeric(12, 2))


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    seats_left: int = 100  #!
    tickets_available: int = Field(default=10)  #!


class Plan(Base):
    __tablename__ = 'plans'
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tokens_remaining: Mapped[int] = mapped_column(SmallInteger)  #!
    quota: Mapped[int]  #!
    inventory: Mapped[int]
