from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

SessionLocal = sessionmaker(create_engine("postgresql:///shop"))


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


@contextmanager
def session_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    finally:
        session.close()


@contextmanager
def reading_scope():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def place(name, registry):
    with session_scope() as session:
        session.add(Order(name=name))
    if registry is None:
        raise RuntimeError("not configured") #!


def place_checked(name, registry):
    if registry is None:
        raise RuntimeError("not configured")
    with session_scope() as session:
        session.add(Order(name=name))


def rehearse(name, registry):
    with reading_scope() as session:
        session.add(Order(name=name))
    if registry is None:
        raise RuntimeError("not configured")


def look(name, registry):
    with session_scope() as session:
        order = session.query(Order).filter(Order.name == name).first()
    if order is None:
        raise LookupError(name)
    return order
