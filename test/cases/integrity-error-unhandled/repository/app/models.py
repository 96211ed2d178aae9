from sqlalchemy import ForeignKey, UniqueConstraint, Index, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
class Member(Base):
    __tablename__ = 'members'
    __table_args__ = (UniqueConstraint('team_id', 'user_id'),)
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    user_id: Mapped[int]
class Booking(Base):
    __tablename__ = 'bookings'
    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int]
    day: Mapped[str]
    status: Mapped[str]
class Review(Base):
    __tablename__ = 'reviews'
    __table_args__ = (Index('ix', 'incident_id', unique=True, postgresql_where=text("status IN ('assigned', 'in_progress')")),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int]
    status: Mapped[str]
class Team(Base):
    __tablename__ = 'teams'
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
