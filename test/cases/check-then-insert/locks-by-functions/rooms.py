"""Functions that make those who book wait for each other."""
from sqlalchemy import Column, Integer, func, select, text
from sqlalchemy.orm import Session, declarative_base

from locks import hold

Base = declarative_base()


class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)


class Booking(Base):
    __tablename__ = "bookings"
    id = Column(Integer, primary_key=True)
    room = Column(Integer)
    day = Column(Integer)


def lock_room(session: Session, room):
    session.execute(select(Room).where(Room.id == room).with_for_update())


def find_room(session: Session, room):
    session.execute(select(Room).where(Room.id == room))


def book_by_row(session: Session, room, day):
    lock_room(session, room)
    query = select(Booking).where(Booking.room == room, Booking.day == day)
    if session.scalar(query) is None:
        session.add(Booking(room=room, day=day))
        session.commit()


def book_by_number(session: Session, room, day):
    hold(session, room)
    query = select(Booking).where(Booking.room == room, Booking.day == day)
    if session.scalar(query) is None:
        session.add(Booking(room=room, day=day))
        session.commit()


def book(session: Session, room, day):
    find_room(session, room)
    query = select(Booking).where(Booking.room == room, Booking.day == day)
    if session.scalar(query) is None:
        session.add(Booking(room=room, day=day))  #!
        session.commit()


def book_then_lock(session: Session, room, day):
    query = select(Booking).where(Booking.room == room, Booking.day == day)
    found = session.scalar(query)
    lock_room(session, room)
    if found is None:
        session.add(Booking(room=room, day=day))  #!
        session.commit()
