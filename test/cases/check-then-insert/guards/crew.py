from models import Boat, Guest, Rower
from places import check_seats, check_seats_alone, seats_taken
from sqlalchemy import select
from sqlalchemy.orm import Session


def board(session: Session, boat_id: int, name: str) -> None:
    boat = session.get(Boat, boat_id)
    check_seats(session, boat)
    session.add(Rower(boat_id=boat_id, name=name))  #! high
    session.commit()


def board_in_turn(session: Session, boat_id: int, name: str) -> None:
    boat = session.scalars(select(Boat).where(Boat.id == boat_id).with_for_update()).one()
    check_seats(session, boat)
    session.add(Rower(boat_id=boat_id, name=name))
    session.commit()


def board_alone(session: Session, boat_id: int, name: str) -> None:
    check_seats_alone(session, boat_id)
    session.add(Rower(boat_id=boat_id, name=name))
    session.commit()


def welcome(session: Session, boat_id: int) -> None:
    """Guests are not counted."""
    boat = session.get(Boat, boat_id)
    check_seats(session, boat)
    session.add(Guest(boat_id=boat_id))
    session.commit()


def show(session: Session, boat_id: int, name: str) -> int:
    taken = seats_taken(session, boat_id)
    session.add(Rower(boat_id=boat_id, name=name))
    session.commit()
    return taken
