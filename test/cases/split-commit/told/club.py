from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class History(Base):
    __tablename__ = "history"
    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    what: Mapped[str]


class Club:
    def __init__(self, db: Session):
        self.db = db

    def _record(self, member_id: int, what: str) -> None:
        self.db.add(History(member_id=member_id, what=what))
        self.db.commit()

    def _stage(self, member_id: int, what: str) -> None:
        self.db.add(History(member_id=member_id, what=what))

    def join(self, name: str) -> None:
        member = Member(name=name)
        self.db.add(member)
        self.db.commit()
        self._record(member.id, "joined")  #!

    def join_at_once(self, name: str) -> None:
        member = Member(name=name)
        self.db.add(member)
        self.db.flush()
        self._stage(member.id, "joined")
        self.db.commit()

    def join_and_greet(self, name: str) -> None:
        """What is recorded is another matter than what was saved."""
        member = Member(name=name)
        self.db.add(member)
        self.db.commit()
        self._record(1, "somebody came")

    def join_or_say_why(self, name: str) -> None:
        member = Member(name=name)
        self.db.add(member)
        try:
            self.db.commit()
        except ValueError:
            self.db.rollback()
            self._record(0, f"{member.name} was refused")
