from django.core.paginator import Paginator
from django.db import models
from sqlalchemy import select
from sqlalchemy.orm import Session


class Row(models.Model):
    n = models.IntegerField()


class Managed(models.Model):
    n = models.IntegerField()
    objects = OrderedManager()


class Ordered(models.Model):
    n = models.IntegerField()

    class Meta:
        ordering = ["n"]


def a(db: Session, page):
    db.query(X).offset(page).limit(10).all()  #!
    db.scalars(select(X).limit(10).offset(page)).all()  #!
    stmt = select(X).where(X.a == 1)
    stmt = stmt.offset(page).limit(10)
    db.execute(stmt)  #!
    db.query(X).filter(X.a == 1).slice(page, page + 10).all()  #!


def b(page):
    Row.objects.all()[page : page + 10]  #!
    Row.objects.filter(n=1)[page * 10 : (page + 1) * 10]  #!
    Paginator(Row.objects.all(), 10)  #!


def q(db: Session, page):
    db.query(X).order_by(X.id).offset(page).limit(10).all()
    db.scalars(select(X).order_by(X.id).limit(10).offset(page)).all()
    db.query(X).limit(10).all()
    Ordered.objects.all()[page : page + 10]
    Row.objects.order_by("n")[page : page + 10]
    Row.objects.all()[:10]
    [1, 2, 3][page : page + 1]
    Paginator(Ordered.objects.all(), 10)
    Paginator(Row.objects.order_by("n"), 10)
    stmt = select(X).limit(10).offset(page)
    stmt = stmt.order_by(X.id)
    db.execute(stmt)
    Managed.objects.all()[page : page + 10]
    Row.objects.all()[0:10]
    Row.objects.values_list("n")[:5]
    rows = Row.objects.all()
    rows = rows.order_by("n")
    rows[page : page + 10]
