from django.db import models
from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]


class Book(models.Model):
    year = models.IntegerField()


def counted(db: Session, role):
    first = len(db.query(User).all())  #!
    second = len(db.scalars(select(User).where(User.role == role)).all())  #!
    third = len(Book.objects.filter(year=3))  #!
    fourth = len(Book.objects.all())  #!
    return first + second + third + fourth


async def awaited(db, role):
    return len((await db.execute(select(User).where(User.role == role))).scalars().all())  #!


def by_database(db: Session):
    return db.query(User).count(), db.scalar(select(func.count(User.id))), Book.objects.count()


def used_as_well(db: Session):
    users = db.query(User).all()
    print(len(users))
    return users


def few(db: Session):
    return len(db.query(User).limit(10).all()), len(Book.objects.all()[:10])


def other(text, found):
    return len(text.split()), len(found.all()), len([1, 2])
