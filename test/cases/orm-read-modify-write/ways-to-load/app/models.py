from typing import Optional
from sqlalchemy import Column, Integer, Numeric, String
from sqlalchemy.orm import declarative_base, DeclarativeBase, Mapped, mapped_column
from sqlmodel import SQLModel, Field

OldBase = declarative_base()


class Wallet(OldBase):
    __tablename__ = "wallets"
    id = Column(Integer, primary_key=True)
    balance = Column(Numeric, nullable=False)
    name = Column(String)


class Base(DeclarativeBase):
    pass


class Seat(Base):
    __tablename__ = "seats"
    id: Mapped[int] = mapped_column(primary_key=True)
    free: Mapped[int]
    tags: Mapped[str]


class Hero(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    points: int = 0
