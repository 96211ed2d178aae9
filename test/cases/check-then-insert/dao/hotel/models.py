from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Guest(Base):
    __tablename__ = "guests"
    id = Column(Integer, primary_key=True)
    email = Column(String, nullable=False)


class Badge(Base):
    __tablename__ = "badges"
    id = Column(Integer, primary_key=True)
    number = Column(String, unique=True)


class Stay(Base):
    __tablename__ = "stays"
    id = Column(Integer, primary_key=True)
    room_id = Column(Integer)
    guest_id = Column(ForeignKey("guests.id"))
