from models import Patrol, Sweep
from ports import Sweeps
from sqlalchemy.orm import Session


class SqlSweeps(Sweeps):
    def __init__(self, session: Session) -> None:
        self._session = session

    def active(self) -> Sweep | None:
        return (
            self._session.query(Sweep)
            .filter(Sweep.status.in_(("queued", "running")))
            .order_by(Sweep.id.desc())
            .first()
        )

    def create(self, *, status: str, street: str) -> Sweep:
        sweep = Sweep(status=status, street=street)
        self._session.add(sweep)
        self._session.flush()
        return sweep


def start_here(session: Session, street: str):
    if session.query(Sweep).filter(Sweep.status.in_(["queued", "running"])).first():
        raise RuntimeError("busy")
    session.add(Sweep(status="queued", street=street)) #! high
    session.commit()


def note_done(session: Session, street: str):
    """What is inserted is none of those that were asked for."""
    if session.query(Sweep).filter(Sweep.status.in_(["queued", "running"])).first():
        raise RuntimeError("busy")
    session.add(Sweep(status="done", street=street))
    session.commit()


def start_patrol(session: Session, street: str):
    """A partial index keeps it to one."""
    if session.query(Patrol).filter(Patrol.status.in_(["queued", "running"])).first():
        raise RuntimeError("busy")
    session.add(Patrol(status="queued", street=street))
    session.commit()
