from sqlalchemy import Column, Integer, String, UniqueConstraint
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

session = scoped_session(sessionmaker())
Base = declarative_base()


class Named:
    @classmethod
    def named(cls, name):
        row = session.query(cls).filter(cls.name == name).first()
        if row is None:
            row = cls(name=name)
            session.add(row)
            session.flush()
        return row


class Tag(Named, Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


class Team(Named, Base):
    __tablename__ = "teams"
    id = Column(Integer, primary_key=True)
    name = Column(String(20), unique=True)


class Label(Base):
    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("team", "text"),)
    id = Column(Integer, primary_key=True)
    team = Column(Integer)
    text = Column(String(20))
