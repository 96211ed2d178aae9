import enum
from sqlalchemy import CheckConstraint, Enum, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class JobStatus(str, enum.Enum):
    QUEUED = 'queued'
    RUNNING = 'running'
    SUCCEEDED = 'succeeded'
    FAILED = 'failed'
    CANCELLED = 'cancelled'
    TIMED_OUT = 'timed_out'


class SeatState(enum.StrEnum):
    HELD = 'held'
    RELEASED = 'released'
    EXPIRED = 'expired'


class Worker(Base):
    __tablename__ = 'workers'
    id: Mapped[int] = mapped_column(primary_key=True)
    running_jobs: Mapped[int] = mapped_column(default=0)
    open_tickets: Mapped[int] = mapped_column(default=0)


class Job(Base):
    __tablename__ = 'jobs'
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[JobStatus] = mapped_column(Enum(JobStatus))
    worker_id: Mapped[int] = mapped_column(ForeignKey('workers.id'))
    worker: Mapped[Worker] = relationship()


class Show(Base):
    __tablename__ = 'shows'
    id: Mapped[int] = mapped_column(primary_key=True)
    seats_taken: Mapped[int] = mapped_column(default=0)


class Seat(Base):
    __tablename__ = 'seats'
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String)
    show_id: Mapped[int] = mapped_column(ForeignKey('shows.id'))
    show: Mapped[Show] = relationship()


class Ticket(Base):
    __tablename__ = 'tickets'
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    worker: Mapped[Worker] = relationship()
