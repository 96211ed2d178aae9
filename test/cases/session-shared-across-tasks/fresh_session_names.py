from fastapi import BackgroundTasks, Depends
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker(bind=create_engine("sqlite://"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def _fill_with_fresh_session(key: int) -> None:
    session = SessionLocal()
    try:
        session.get(object, key)
    finally:
        session.close()


def fill(session: Session, key: int) -> None:
    session.get(object, key)


def accept(keys: list[int], tasks: BackgroundTasks, db: Session = Depends(get_db)):
    for key in keys:
        tasks.add_task(_fill_with_fresh_session, key)


def accept_shared(keys: list[int], tasks: BackgroundTasks, db: Session = Depends(get_db)):
    for key in keys:
        tasks.add_task(fill, db, key) #!
