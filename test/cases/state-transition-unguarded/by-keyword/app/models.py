import enum

from sqlalchemy import Column, Enum, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Phase(enum.Enum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Ballot(Base):
    __tablename__ = "ballots"
    id = Column(Integer, primary_key=True)
    phase = Column(Enum(Phase))
    place = Column(Integer)
