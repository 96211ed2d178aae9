from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    selectinload,
)


class Base(DeclarativeBase):
    pass


class Choir(Base):
    __tablename__ = "choirs"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    singers: Mapped[list["Singer"]] = relationship()
    songs: Mapped[list["Song"]] = relationship(lazy="selectin")

    def card(self) -> dict:
        return {"name": self.name, "singers": [singer.name for singer in self.singers]}

    def title(self) -> str:
        return self.name.title()

    def programme(self) -> list[str]:
        return [song.title for song in self.songs]


class Singer(Base):
    __tablename__ = "singers"
    id: Mapped[int] = mapped_column(primary_key=True)
    choir_id: Mapped[int] = mapped_column(ForeignKey("choirs.id"))
    name: Mapped[str]


class Song(Base):
    __tablename__ = "songs"
    id: Mapped[int] = mapped_column(primary_key=True)
    choir_id: Mapped[int] = mapped_column(ForeignKey("choirs.id"))
    title: Mapped[str]


def cards(session: Session) -> list[dict]:
    choirs = session.scalars(select(Choir).limit(50)).all()
    return [choir.card() for choir in choirs]  #!


def cards_at_once(session: Session) -> list[dict]:
    choirs = session.scalars(select(Choir).options(selectinload(Choir.singers)).limit(50)).all()
    return [choir.card() for choir in choirs]


def titles(session: Session) -> list[str]:
    return [choir.title() for choir in session.scalars(select(Choir).limit(50)).all()]


def programmes(session: Session) -> list[list[str]]:
    return [choir.programme() for choir in session.scalars(select(Choir).limit(50)).all()]


def one_card(session: Session, key: int) -> dict:
    return session.get(Choir, key).card()
