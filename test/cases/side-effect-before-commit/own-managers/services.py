import httpx
from sqlalchemy.orm import Session

from database import session_scope
from models import Order
from tasks import receipt


def register(db: Session, state):
    order = Order(state=state)
    db.add(order)
    db.flush()
    receipt.delay(order.id) #!
    return order


def announce(db: Session, state):
    order = Order(state=state)
    db.add(order)
    db.flush()
    httpx.post("https://hooks.example/orders", json={"id": order.id}, timeout=5) #!
    return order


def register_and_commit(db: Session, state):
    order = Order(state=state)
    db.add(order)
    db.commit()
    receipt.delay(order.id)


def register_apart(state):
    with session_scope() as session:
        order = Order(state=state)
        session.add(order)
        session.flush()
        key = order.id
    receipt.delay(key)


def register_for_others(db: Session, state):
    order = Order(state=state)
    db.add(order)
    receipt.delay(order.state)
