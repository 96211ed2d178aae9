from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import backref, declarative_base, joinedload, relationship

Base = declarative_base()


class Shelf(Base):
    __tablename__ = 'shelves'
    id = Column(Integer, primary_key=True)
    name = Column(String(40))
    jars = relationship('Jar', backref='shelf')
    labels = relationship('Label', backref=backref('shelf', lazy='joined'))


class Jar(Base):
    __tablename__ = 'jars'
    id = Column(Integer, primary_key=True)
    shelf_id = Column(ForeignKey('shelves.id'), index=True)


class Label(Base):
    __tablename__ = 'labels'
    id = Column(Integer, primary_key=True)
    shelf_id = Column(ForeignKey('shelves.id'), index=True)


async def place(session: AsyncSession, jar_id):
    jar = await session.get(Jar, jar_id)
    return jar.shelf.name  #!


async def places(session: AsyncSession):
    jars = (await session.scalars(select(Jar).limit(20))).all()
    return {jar.id: jar.shelf.name for jar in jars}  #!


async def label_place(session: AsyncSession, label_id):
    label = await session.get(Label, label_id)
    return label.shelf.name


async def loaded(session: AsyncSession, jar_id):
    jar = await session.get(Jar, jar_id, options=[joinedload(Jar.shelf)])
    return jar.shelf.name


async def own_columns(session: AsyncSession, jar_id):
    jar = await session.get(Jar, jar_id)
    return jar.shelf_id
