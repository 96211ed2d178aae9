from sqlalchemy import Column, Integer, text
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()

LOCK_SHELF = "SELECT pg_advisory_xact_lock(:shelf)"
COUNT_SHELVES = "SELECT count(*) FROM shelves"


class Shelf(Base):
    __tablename__ = "shelves"
    id = Column(Integer, primary_key=True)
    left = Column(Integer)


def take_locked(db: Session, key, number):
    db.execute(text(LOCK_SHELF), {"shelf": key})
    shelf = db.get(Shelf, key)
    shelf.left -= number
    db.commit()


def take(db: Session, key, number):
    db.execute(text(COUNT_SHELVES))
    shelf = db.get(Shelf, key)
    shelf.left -= number  #!
    db.commit()
