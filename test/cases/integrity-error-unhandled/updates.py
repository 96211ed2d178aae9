import uuid

from django.db import IntegrityError as DjangoIntegrityError, models
from fastapi import APIRouter, Depends, HTTPException
from oslo_db import exception as db_exc
from sqlalchemy import Column, Integer, String, UniqueConstraint, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.db import get_db

router = APIRouter()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)


class Seat(Base):
    __tablename__ = 'seats'
    __table_args__ = (UniqueConstraint('show_id', 'number'),)
    id: Mapped[int] = mapped_column(primary_key=True)
    show_id: Mapped[int]
    number: Mapped[int]


class Tag(models.Model):
    slug = models.SlugField(unique=True)
    first = models.OneToOneField('Entry', on_delete=models.SET_NULL, null=True)
    title = models.TextField()


@router.patch('/users/{user_id}')
async def rename(user_id: int, email: str, db: AsyncSession = Depends(get_db)):
    user = await db.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    user.email = email  #!
    await db.commit()
    return user


def checked(session: Session, user_id: int, data):
    if session.scalar(select(User).where(User.email == data.email)):
        raise ValueError('taken')
    user = session.get(User, user_id)
    user.email = data.email  #!
    session.commit()


async def core(session: AsyncSession, user_id: int, email: str):
    await session.execute(update(User).where(User.id == user_id).values(email=email))  #!
    await session.commit()


def given(session: Session, user: User, email: str):
    user.email = email  #!
    session.flush()


def retitle(pk, slug):
    tag = Tag.objects.get(pk=pk)
    tag.slug = slug  #!
    tag.save()


def first_of(tag: Tag, entry):
    tag.first = entry
    tag.save()


def mass(pk, slug):
    Tag.objects.filter(pk=pk).update(slug=slug)  #!


def as_server_error(session: Session, user: User, email: str):
    try:
        user.email = email  #!
        session.commit()
    except Exception:
        session.rollback()
        raise HTTPException(500)


def caught(session: Session, user: User, email: str):
    user.email = email
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise HTTPException(409)


def caught_django(tag: Tag, slug):
    tag.slug = slug
    try:
        tag.save()
    except DjangoIntegrityError:
        return False


def other_column(session: Session, user: User, name):
    user.name = name
    session.commit()


def generated(session: Session, user: User):
    user.token = uuid.uuid4().hex
    session.commit()


def cleared(session: Session, user: User):
    user.email = None
    session.commit()


def part(session: Session, seat: Seat, number):
    seat.show_id = 1
    session.commit()


def not_saved(user: User, email):
    user.email = email
    return user


def draft(form, email):
    form.email = email
    return form


def lower(session: Session, user: User):
    user.email = user.email.lower()
    session.commit()


def renamed_by_oslo(session: Session, user_id: int, email: str):
    try:
        session.query(User).filter(User.id == user_id).update({'email': email})
    except db_exc.DBDuplicateEntry:
        raise ValueError(email)


def renamed_plainly(session: Session, user_id: int, email: str):
    session.query(User).filter(User.id == user_id).update({'email': email})  #!
