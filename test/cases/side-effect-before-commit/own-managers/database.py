from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps

from fastapi import Depends
from sqlalchemy.orm import Session, sessionmaker

from settings import engine

SessionLocal = sessionmaker(engine)


@contextmanager
def session_scope() -> Iterator[Session]:
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
def reading_scope() -> Iterator[Session]:
    session = SessionLocal()
    try:
        yield session
    finally:
        session.rollback()
        session.close()


@contextmanager
def saving_if_asked(commit: bool = False) -> Iterator[Session]:
    session = SessionLocal()
    yield session
    if commit:
        session.commit()


class UnitOfWork:
    def __enter__(self):
        self.session = SessionLocal()
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.session.commit()
        else:
            self.session.rollback()
        self.session.close()


class ExplicitWork(UnitOfWork):
    """Commits only when it is told to."""

    def __exit__(self, kind, value, trace):
        self.session.rollback()

    def commit(self):
        self.session.commit()


def transactional(func):
    @wraps(func)
    def run(session: Session, *args, **kwargs):
        try:
            result = func(session, *args, **kwargs)
            session.commit()
            return result
        except Exception:
            session.rollback()
            raise

    return run


def in_scope(retries: int = 1):
    def decorate(func):
        @wraps(func)
        def run(*args, **kwargs):
            with session_scope() as session:
                return func(session, *args, **kwargs)

        return run

    return decorate


def logged(func):
    @wraps(func)
    def run(*args, **kwargs):
        print(func.__name__)
        return func(*args, **kwargs)

    return run


def get_db() -> Iterator[Session]:
    with session_scope() as session:
        yield session


def get_plain_db() -> Iterator[Session]:
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def get_work(db: Session = Depends(get_db)) -> Session:
    return db
