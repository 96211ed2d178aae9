import enum

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class State(enum.Enum):
    OPEN = "open"
    PACKED = "packed"
    SENT = "sent"


class Parcel(Base):
    __tablename__ = "parcels"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[State]
    note: Mapped[str]

    def mark(self, state: State) -> None:
        self.state = state

    def move(self, state: State) -> None:
        if self.state is State.SENT:
            raise ValueError(state)
        self.state = state

    def write(self, note: str) -> None:
        self.note = note

    def pack(self) -> None:
        if self.state != State.OPEN:
            raise ValueError(self.state)
        self.state = State.PACKED
