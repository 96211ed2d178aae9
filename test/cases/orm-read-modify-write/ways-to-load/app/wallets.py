from sqlalchemy import select, update, func
from sqlalchemy.orm import Session
from app.models import Wallet, Seat, Hero


def via_update(session: Session, key, amount):
    balance = session.execute(select(Wallet.balance).where(Wallet.id == key)).scalar_one()
    session.execute(update(Wallet).where(Wallet.id == key).values(balance=balance + amount))  #!
    session.commit()


def walrus(session: Session, key, amount):
    if (wallet := session.get(Wallet, key)) is not None:
        wallet.balance += amount  #!
        session.commit()


def skip_lock3(session: Session, key, amount):
    stmt = select(Wallet).where(Wallet.id == key)
    stmt = stmt.with_for_update(skip_locked=True)
    for wallet in session.scalars(stmt):
        wallet.balance += amount
    session.commit()


def sql_coalesce(session: Session, key, amount):
    wallet = session.get(Wallet, key)
    wallet.balance = func.coalesce(Wallet.balance, 0) + amount
    session.commit()


def default_name(session: Session, key, name):
    wallet = session.get(Wallet, key)
    wallet.name = name or wallet.name
    session.commit()


def advisory(session: Session, key, amount):
    session.execute(select(func.pg_advisory_xact_lock(key)))
    wallet = session.get(Wallet, key)
    wallet.balance += amount
    session.commit()


def q_column_locked(session: Session, key, amount):
    balance = session.execute(select(Wallet.balance).where(Wallet.id == key).with_for_update()).scalar_one()
    session.execute(update(Wallet).where(Wallet.id == key).values(balance=balance + amount))
    session.commit()


def q_column_guard(session: Session, key, amount):
    balance = session.execute(select(Wallet.balance).where(Wallet.id == key)).scalar_one()
    session.execute(update(Wallet).where(Wallet.id == key, Wallet.balance == balance).values(balance=balance + amount))
    session.commit()


def q_column_other(session: Session, key, amount):
    name = session.execute(select(Wallet.name).where(Wallet.id == key)).scalar_one()
    session.execute(update(Wallet).where(Wallet.id == key).values(balance=len(name) + amount))
    session.commit()


def row_of_columns(session: Session, key, amount):
    row = session.execute(select(Wallet.id, Wallet.balance).where(Wallet.id == key)).one()
    session.execute(update(Wallet).where(Wallet.id == row.id).values(balance=row.balance + amount))  #!
    session.commit()
