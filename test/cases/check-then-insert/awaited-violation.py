# A handler that waits for the violation of a key which the table does not have.
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Nickname(Base):
    __tablename__ = "nickname"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    singer_id: Mapped[int] = mapped_column(ForeignKey("singer.id"))


class Handle(Base):
    __tablename__ = "handle"
    __table_args__ = (UniqueConstraint("text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def choose(session: Session, text: str, singer_id: int):
    try:
        taken = session.scalar(select(Nickname).where(Nickname.text == text))
        if taken is not None:
            raise ValueError(text)
        session.add(Nickname(text=text, singer_id=singer_id))  #!
        session.commit()
    except IntegrityError:
        session.rollback()
        raise ValueError(text)


def choose_handle(session: Session, text: str):
    try:
        taken = session.scalar(select(Handle).where(Handle.text == text))
        if taken is not None:
            raise ValueError(text)
        session.add(Handle(text=text))
        session.commit()
    except IntegrityError:
        session.rollback()
        raise ValueError(text)
