"""An exit stack that is entered by another one."""
from contextlib import ExitStack, contextmanager

from sqlalchemy.orm import sessionmaker

Session = sessionmaker()


@contextmanager
def scope(lock):
    with ExitStack() as stack:
        inner = stack.enter_context(ExitStack())
        inner.enter_context(lock)
        session = stack.enter_context(Session.begin())
        yield session


def add(row, lock):
    with scope(lock) as session:
        session.add(row)


def kept(row):
    session = Session()  #!
    session.add(row)
    session.commit()
