from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from database import (
    ExplicitWork,
    UnitOfWork,
    get_db,
    get_plain_db,
    get_work,
    in_scope,
    logged,
    reading_scope,
    saving_if_asked,
    session_scope,
    transactional,
)
from models import Order
from tasks import receipt

router = APIRouter()
Db = Annotated[Session, Depends(get_db)]


def place():
    with session_scope() as session:
        order = Order(state="new")
        session.add(order)
        session.flush()
        receipt.delay(order.id) #!


def place_by_work():
    with UnitOfWork() as work:
        order = Order(state="new")
        work.session.add(order)
        work.session.flush()
        receipt.delay(order.id) #!


@transactional
def place_within(session: Session):
    order = Order(state="new")
    session.add(order)
    session.flush()
    receipt.delay(order.id) #!


@in_scope(retries=3)
def place_in_scope(session: Session):
    order = Order(state="new")
    session.add(order)
    session.flush()
    receipt.delay(order.id) #!


@router.post("/orders")
def post_order(db: Session = Depends(get_db)):
    order = Order(state="new")
    db.add(order)
    db.flush()
    receipt.delay(order.id) #!


@router.post("/orders/annotated")
def post_annotated(db: Db):
    order = Order(state="new")
    db.add(order)
    db.flush()
    receipt.delay(order.id) #!


@router.post("/orders/deeper")
def post_deeper(db: Session = Depends(get_work)):
    order = Order(state="new")
    db.add(order)
    db.flush()
    receipt.delay(order.id) #!


# Behind the end of the transaction.


def place_then_tell():
    with session_scope() as session:
        order = Order(state="new")
        session.add(order)
        session.flush()
        key = order.id
    receipt.delay(key)


@router.post("/orders/committed")
def post_committed(db: Session = Depends(get_db)):
    order = Order(state="new")
    db.add(order)
    db.commit()
    receipt.delay(order.id)


# Nothing of what is changed is ever saved, or nobody knows when.


def rehearse():
    with reading_scope() as session:
        order = Order(state="new")
        session.add(order)
        receipt.delay(order.state)


def place_if_asked(commit):
    with saving_if_asked(commit) as session:
        order = Order(state="new")
        session.add(order)
        receipt.delay(order.state)


def place_explicitly():
    with ExplicitWork() as work:
        order = Order(state="new")
        work.session.add(order)
        work.commit()
        receipt.delay(order.id)


@logged
def stage(session: Session):
    order = Order(state="new")
    session.add(order)
    receipt.delay(order.state)


@router.post("/orders/plain")
def post_plain(db: Session = Depends(get_plain_db)):
    order = Order(state="new")
    db.add(order)
    receipt.delay(order.state)


@router.get("/orders/{key}")
def tell_again(key: int, db: Session = Depends(get_db)):
    order = db.get(Order, key)
    receipt.delay(order.id)
