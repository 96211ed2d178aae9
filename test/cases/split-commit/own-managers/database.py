import functools
from contextlib import contextmanager

from sqlalchemy import create_engine
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


@contextmanager
def closing_scope():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def transactional(method):
    @functools.wraps(method)
    def run(self, *args, **kwargs):
        try:
            result = method(self, *args, **kwargs)
            self.session.commit()
            return result
        except Exception:
            self.session.rollback()
            raise

    return run


def joining(method):
    @functools.wraps(method)
    def run(self, *args, **kwargs):
        is_outermost = not self.session.in_transaction()
        result = method(self, *args, **kwargs)
        if is_outermost:
            self.session.commit()
        return result

    return run


def with_session(method):
    @functools.wraps(method)
    def run(self, *args, session=None):
        if session is not None:
            return method(self, *args, session=session)
        with session_scope() as session:
            return method(self, *args, session=session)

    return run


class Repository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def create(self, row, commit: bool = False):
        self.session.add(row)
        self.session.flush()
        if commit:
            self.session.commit()
        return row


class DecoratedRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    @transactional
    def save(self, row):
        self.session.add(row)
        self.session.flush()
        return row.id

    @transactional
    def remember(self, key, text):
        self.session.add(text)

    def stage(self, row):
        self.session.add(row)

    @joining
    def join(self, row):
        self.session.add(row)
        self.session.flush()
        return row.id

    @joining
    def join_text(self, key, text):
        self.session.add(text)

    @with_session
    def lend(self, row, session=None):
        session.add(row)
        session.flush()
        return row.id

    @with_session
    def lend_text(self, key, text, session=None):
        session.add(text)
