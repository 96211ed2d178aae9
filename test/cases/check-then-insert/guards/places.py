from models import Boat, Rower
from sqlalchemy import func, select
from sqlalchemy.orm import Session


class BoatIsFull(Exception):
    """No seat is left."""


def check_seats(session: Session, boat: Boat) -> None:
    taken = session.scalar(select(func.count()).select_from(Rower).where(Rower.boat_id == boat.id))
    if taken >= boat.seats:
        raise BoatIsFull(boat.id)


def check_seats_alone(session: Session, boat_id: int) -> None:
    boat = session.scalars(select(Boat).where(Boat.id == boat_id).with_for_update()).one()
    if session.query(Rower).filter(Rower.boat_id == boat_id).count() >= boat.seats:
        raise BoatIsFull(boat_id)


def seats_taken(session: Session, boat_id: int) -> int:
    return session.query(Rower).filter(Rower.boat_id == boat_id).count()
