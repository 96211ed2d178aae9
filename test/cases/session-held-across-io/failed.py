# Waits where the transaction has failed: nothing is held any more.
import time

import sqlalchemy
from sqlalchemy import Boolean, Column, Integer
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()


class Parcel(Base):
    __tablename__ = "parcel"
    id = Column(Integer, primary_key=True)
    late = Column(Boolean, nullable=False)


make_session = sessionmaker(bind=sqlalchemy.create_engine("postgresql://db"))


def watch(stop) -> None:
    while not stop.is_set():
        session: Session = make_session()
        try:
            parcel = session.query(Parcel).filter(Parcel.late).first()
            if parcel is not None:
                parcel.late = False
            session.commit()
        except sqlalchemy.exc.OperationalError:
            session.rollback()
            if not stop.is_set():
                time.sleep(30)


def wait_until_up(engine, stop) -> None:
    is_down = True
    while is_down and not stop.is_set():
        try:
            engine.scalar(sqlalchemy.select(1))
            is_down = False
            print("up again")
        except Exception as error:
            print("still down", error)
            time.sleep(5)


def slow(session: Session, stop) -> None:
    parcel = session.query(Parcel).filter(Parcel.late).first()
    try:
        parcel.weigh()
    except ValueError:
        time.sleep(30)  #!
    session.commit()
