from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker(create_engine("postgresql:///shop"))


@contextmanager
def session_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


@contextmanager
def forgiving_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except IntegrityError:
        session.rollback()
        print("somebody was faster")
    finally:
        session.close()


def get_or_create(session: Session, model, **kwargs):
    row = session.query(model).filter_by(**kwargs).first()
    if row is None:
        row = model(**kwargs)
        session.add(row)
        session.commit()
    return row


def get_or_create_safely(session: Session, model, **kwargs):
    row = session.query(model).filter_by(**kwargs).first()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            row = model(**kwargs)
            session.add(row)
        return row
    except IntegrityError:
        return session.query(model).filter_by(**kwargs).one()
