from sqlalchemy import UniqueConstraint, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

Session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Preference(Base):
    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("member", "topic"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str]
    topic: Mapped[str]
    wanted: Mapped[bool]


def choose(member: str, topic: str, wanted: bool) -> None:
    """The second commit runs only where the first one failed."""
    with Session() as session:
        sought = select(Preference).where(Preference.member == member, Preference.topic == topic)
        row = session.scalars(sought).one_or_none()
        if row is None:
            session.add(Preference(member=member, topic=topic, wanted=wanted))
            try:
                session.commit()
                return
            except IntegrityError:
                session.rollback()
                row = session.scalars(sought).one()
        row.wanted = wanted
        session.commit()


def choose_twice(member: str, topic: str, wanted: bool) -> None:
    with Session() as session:
        row = Preference(member=member, topic=topic, wanted=wanted)
        session.add(row)
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            raise
        row.wanted = not wanted
        session.commit()  #!
