from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[list["Member"]] = relationship(back_populates="team", cascade="all, delete-orphan")
    rooms = relationship("Room", back_populates="team")
    tags: Mapped[list["TeamTag"]] = relationship()
    seats: Mapped[list["Seat"]] = relationship()


class Member(Base):
    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))  #!
    inviter_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    team: Mapped[Team] = relationship(back_populates="members")


class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)
    team_id = Column(Integer, ForeignKey("teams.id"))  #!
    team = relationship(Team, back_populates="rooms")


class TeamTag(Base):
    __tablename__ = "team_tags"
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class Seat(Base):
    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("team_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    number: Mapped[int]


class Visit(Base):
    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))


class Node(Base):
    __tablename__ = "nodes"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), index=True)
    children: Mapped[list["Node"]] = relationship()
