from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Shelf(Base):
    __tablename__ = "shelves"
    __table_args__ = (UniqueConstraint("room_id", "label"), UniqueConstraint("room_id", "place"))
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id"))
    label: Mapped[str]
    place: Mapped[int]


def relabel(session: Session, key: int, label: str) -> None:
    shelf = session.get(Shelf, key)
    shelf.label = label  #!
    session.commit()


def relabel_with_care(session: Session, key: int, label: str) -> None:
    shelf = session.get(Shelf, key)
    shelf.label = label
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise ValueError(label) from error


def move(session: Session, key: int, room: int, place: int) -> None:
    shelf = session.get(Shelf, key)
    shelf.room_id = room
    shelf.place = place
    session.commit()


def tidy(session: Session, key: int) -> None:
    shelf = session.get(Shelf, key)
    shelf.label = shelf.label.strip()
    session.commit()
