"""Values, loops and conditions of updates that have a name."""
from django.db import transaction
from django.shortcuts import get_object_or_404
from sqlalchemy import Column, Integer, select, update
from sqlalchemy.orm import Session, declarative_base

from shop.models import Product

Base = declarative_base()


class Wallet(Base):
    __tablename__ = "wallets"
    id = Column(Integer, primary_key=True)
    balance = Column(Integer)


def by_new_value(session: Session, key, amount):
    balance = session.execute(select(Wallet.balance).where(Wallet.id == key)).scalar_one()
    left = balance - amount
    session.execute(update(Wallet).where(Wallet.id == key).values(balance=left))  #!
    session.commit()


def by_values(session: Session, key, amount):
    wallet = session.get(Wallet, key)
    values = {"balance": wallet.balance - amount}  #!
    session.query(Wallet).filter(Wallet.id == key).update(values)
    session.commit()


def numbered(session: Session, keys, amount):
    for at, wallet in enumerate(session.query(Wallet).filter(Wallet.id.in_(keys))):
        wallet.balance -= amount * at  #!
    session.commit()


def paired(session: Session, keys, amounts):
    rows = session.query(Wallet).filter(Wallet.id.in_(keys)).all()
    for wallet, amount in zip(rows, amounts):
        wallet.balance -= amount  #!
    session.commit()


def guarded(session: Session, key, amount):
    wallet = session.get(Wallet, key)
    is_same = Wallet.balance == wallet.balance
    left = wallet.balance - amount
    result = session.execute(update(Wallet).where(Wallet.id == key, is_same).values(balance=left))
    if result.rowcount != 1:
        raise RuntimeError(key)
    session.commit()


def guarded_rows(pk):
    product = Product.objects.get(pk=pk)
    unchanged = Product.objects.filter(pk=pk, stock=product.stock)
    if unchanged.update(stock=product.stock - 1) == 0:
        raise RuntimeError(pk)


@transaction.atomic
def locked(request, pk):
    held = Product.objects.select_for_update()
    product = get_object_or_404(held, pk=pk)
    product.stock -= 1
    product.save()


def new_wallet(amount):
    return Wallet(balance=amount)


def opened(session: Session, amount):
    wallet = new_wallet(amount)
    wallet.balance += 1
    session.add(wallet)
    session.commit()


def locked_wallet(session: Session, key):
    return session.get(Wallet, key, with_for_update=True)


def wallet_to_change(session: Session, key):
    return locked_wallet(session, key)


def taken(session: Session, key, amount):
    wallet = wallet_to_change(session, key)
    wallet.balance -= amount
    session.commit()


def amounts_only(amounts, prices):
    total = [0]
    for amount, price in zip(amounts, prices):
        total[0] += amount * price
    return total
