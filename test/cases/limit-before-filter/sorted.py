from django.db import models
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class X(Base):
    __tablename__ = 'x'
    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int]
    a: Mapped[int]


class Row(models.Model):
    n = models.IntegerField()


def a(db: Session, user):
    rows = db.query(X).limit(10).all()
    return [r for r in rows if r.user == user]  #!


def b(db: Session):
    rows = db.scalars(select(X).limit(10)).all()
    return sorted(rows, key=lambda r: r.id)  #!


def c():
    rows = Row.objects.all()[:10]
    return [r for r in rows if r.n > 3]  #!


def d(db: Session):
    rows = db.scalars(select(X).limit(10)).all()
    rows.sort(key=lambda r: r.id)  #!
    return rows


def e(db: Session, user):
    rows = db.query(X).limit(10).all()
    return list(filter(lambda r: r.user == user, rows))  #!


def qa(db: Session, user):
    return db.query(X).filter(X.user == user).limit(10).all()


def qb(db: Session):
    rows = db.query(X).limit(10).all()
    return [r.id for r in rows]


def qc(db: Session, user):
    rows = db.query(X).all()
    return [r for r in rows if r.user == user][:10]


def qd(db: Session):
    rows = db.scalars(select(X).order_by(X.id.desc()).limit(10)).all()
    return list(reversed(rows))


def qe(db: Session):
    rows = db.scalars(select(X).order_by(X.id.desc()).limit(10)).all()
    return sorted(rows, key=lambda r: r.a)


def qf(db: Session, items):
    rows = db.scalars(select(X)).all()
    items.sort()
    return sorted(rows, key=lambda r: r.a), sorted(items), list(filter(None, items))
