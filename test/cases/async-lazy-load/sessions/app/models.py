from datetime import datetime
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, column_property, deferred, mapped_column, relationship
from sqlmodel import Field, Relationship, SQLModel

engine = create_async_engine('postgresql+asyncpg://localhost/x')
Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(AsyncAttrs, DeclarativeBase):
    pass


tags = Table('user_tags', Base.metadata, Column('user_id', ForeignKey('users.id')), Column('tag_id', ForeignKey('tags.id')))


class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    posts: Mapped[list['Post']] = relationship(back_populates='author')
    tags: Mapped[list['Tag']] = relationship(secondary=tags)
    profile: Mapped['Profile'] = relationship(lazy='joined', uselist=False)
    team_id: Mapped[int | None] = mapped_column(ForeignKey('teams.id'))
    team: Mapped['Team | None'] = relationship(back_populates='users')


class Team(Base):
    __tablename__ = 'teams'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    users: Mapped[list[User]] = relationship(back_populates='team', lazy='select')


class Profile(Base):
    __tablename__ = 'profiles'
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey('users.id'))
    bio: Mapped[str] = deferred(mapped_column(String))
    user: Mapped[User] = relationship(viewonly=True)


class Tag(Base):
    __tablename__ = 'tags'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Post(Base):
    __tablename__ = 'posts'
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey('users.id'))
    author: Mapped[User] = relationship(back_populates='posts')
    comments = relationship('Comment', backref='post')


class Comment(Base):
    __tablename__ = 'comments'
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey('posts.id'))
    text = Column(String)


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    crew_id: int | None = Field(default=None, foreign_key='crew.id')
    crew: 'Crew' = Relationship(back_populates='heroes')


class Crew(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list[Hero] = Relationship(back_populates='crew')
