from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Label(Base):
    __tablename__ = "labels"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    kind: Mapped[str]
    owner: Mapped[str]


def add(session: Session, text: str, kind: str, owner: str) -> None:
    found = session.scalars(
        select(Label).where(Label.text == text, Label.kind == "public")
    ).first()
    if found is not None:
        raise ValueError(text)
    session.add(Label(text=text, kind=kind, owner=owner))  #!
    session.commit()


def copy(session: Session, text: str, owner: str, other: str) -> None:
    """What is asked of one owner is added for another."""
    found = session.scalars(
        select(Label).where(Label.text == text, Label.owner == owner)
    ).first()
    if found is None:
        session.add(Label(text=text, kind="copy", owner=other))
        session.commit()
