import enum

from sqlalchemy import Enum, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Urgency(str, enum.Enum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Base(DeclarativeBase):
    pass


class Call(Base):
    __tablename__ = "calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    urgency: Mapped[Urgency] = mapped_column(Enum(Urgency, native_enum=False))


class Visit(Base):
    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    urgency: Mapped[Urgency] = mapped_column(Enum(Urgency))


def calls(session: Session) -> list[Call]:
    return list(session.scalars(select(Call).order_by(Call.urgency).limit(20)))  #!


def visits(session: Session) -> list[Visit]:
    return list(session.scalars(select(Visit).order_by(Visit.urgency).limit(20)))
