from sqlalchemy import Column, Index, Integer, String, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Sweep(Base):
    __tablename__ = "sweeps"
    id = Column(Integer, primary_key=True)
    status = Column(String(20))
    street = Column(String(80))


class Patrol(Base):
    __tablename__ = "patrols"
    __table_args__ = (
        Index("one_patrol", "street", unique=True, postgresql_where=text("status IN ('queued', 'running')")),
    )
    id = Column(Integer, primary_key=True)
    status = Column(String(20))
    street = Column(String(80))
