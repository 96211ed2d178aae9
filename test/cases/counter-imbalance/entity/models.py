import enum
from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class LoanState(enum.Enum):
    OPEN = 'open'
    RETURNED = 'returned'
    LOST = 'lost'
    CANCELLED = 'cancelled'


class Reader(Base):
    __tablename__ = 'readers'
    id: Mapped[int] = mapped_column(primary_key=True)
    open_loans: Mapped[int] = mapped_column(default=0)

    def took(self):
        self.open_loans += 1

    def gave_back(self):
        self.open_loans -= 1


class Loan(Base):
    __tablename__ = 'loans'
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[LoanState] = mapped_column(Enum(LoanState))
    reader_id: Mapped[int] = mapped_column(ForeignKey('readers.id'))
    reader: Mapped[Reader] = relationship()

    def open(self):
        self.state = LoanState.OPEN
        self.reader.open_loans += 1

    def give_back(self):
        self.state = LoanState.RETURNED
        self.reader.open_loans -= 1

    def cancel(self):
        self.state = LoanState.CANCELLED  #!
