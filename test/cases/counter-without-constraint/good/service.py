from sqlalchemy import case, func, select, update
from models import Hero, Product


def a(p, hero):
    p.stock -= 1
    p.left_units -= 1
    hero.points -= 1


def b(p):
    p.seats = max(p.seats - 1, 0)


def c(session, n):
    session.execute(update(Product).where(Product.tokens >= n).values(tokens=Product.tokens - n))


def d(session, n):
    result = session.execute(update(Product).where(Product.id == 1, Product.credits >= n).values(credits=Product.credits - n))
    if result.rowcount == 0:
        raise ValueError


def e(session):
    session.execute(update(Product).values(capacity=func.greatest(Product.capacity - 1, 0)))


def f(session):
    row = session.scalar(select(Product).with_for_update())
    if row.usage < 1:
        raise ValueError
    row.usage -= 1


def g(p):
    p.attempts += 1


def h(session, n):
    row = session.scalar(select(Product).with_for_update())
    if row.slots < n:
        return False
    row.slots -= n
    return True


def i(session):
    session.execute(update(Product).values(pending=case((Product.pending > 0, Product.pending - 1), else_=0)))


def j(p, other):
    p.load_count = other.total - other.done
