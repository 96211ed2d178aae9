from models import Fleet, Kayak, Trip
from sqlalchemy.orm import Session


def found(session: Session, key: int, name: str) -> None:
    fleet = Fleet(name=name)
    session.add(fleet)
    session.flush()
    kayak = session.get(Kayak, key)
    if kayak.dock_id is None:
        kayak.dock_id = fleet.id  #!
    session.commit()


def found_held(session: Session, key: int, name: str) -> None:
    fleet = Fleet(name=name)
    session.add(fleet)
    session.flush()
    kayak = session.get(Kayak, key, with_for_update=True)
    if kayak.dock_id is None:
        kayak.dock_id = fleet.id
    session.commit()


def join(session: Session, key: int, fleet_id: int) -> None:
    fleet = session.get(Fleet, fleet_id)
    kayak = session.get(Kayak, key)
    if kayak.dock_id is None:
        kayak.dock_id = fleet.id
    session.commit()


def start(session: Session, key: int) -> None:
    trip, kayak = session.query(Trip, Kayak).join(Kayak).filter(Trip.id == key).one()
    if trip.status != "planned":
        raise ValueError(key)
    trip.status = "started"  #!
    session.commit()


def start_held(session: Session, key: int) -> None:
    trip, kayak = (
        session.query(Trip, Kayak).join(Kayak).filter(Trip.id == key).with_for_update().one()
    )
    if trip.status != "planned":
        raise ValueError(key)
    trip.status = "started"
    session.commit()
