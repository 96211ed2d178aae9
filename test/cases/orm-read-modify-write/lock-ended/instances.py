from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Instance(Base):
    __tablename__ = "instances"
    id = Column(Integer, primary_key=True)
    state = Column(String(20))
    tries = Column(Integer, default=0)

    def set_state(self, state: str, session: Session) -> None:
        self.state = state
        session.merge(self)
        session.commit()

    def note_state(self, state: str, session: Session) -> None:
        self.state = state
        session.merge(self)


def requeue(session: Session, key: int) -> None:
    one = session.query(Instance).filter(Instance.id == key).with_for_update().one()
    one.set_state("queued", session)
    one.tries = one.tries + 1 #!


def requeue_at_once(session: Session, key: int) -> None:
    one = session.query(Instance).filter(Instance.id == key).with_for_update().one()
    one.note_state("queued", session)
    one.tries = one.tries + 1
    session.commit()
