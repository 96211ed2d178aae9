from django.db.models import F
from shop.models import Product
from sqlalchemy.orm import Session
from app.models import Account


def sell(key):
    product = Product.objects.get(pk=key)
    Product.objects.filter(pk=key).update(stock=product.stock - 1)  #!


def count(key):
    Product.objects.filter(pk=key).update(stock=F("stock") - 1)


def withdraw(session: Session, amount):
    account = session.query(Account).filter(Account.id == 1).one()
    session.query(Account).filter(Account.id == 1).update({"balance": account.balance - amount})  #!
    session.commit()


def deposit(session: Session, amount):
    account = session.get(Account, 1)
    session.query(Account).update({Account.balance: account.balance + amount})  #!
    session.commit()


def rename(session: Session, title):
    account = session.get(Account, 1)
    session.query(Account).update({"title": title, "balance": Account.balance + 1})
    session.commit()


def put(session: Session, amount):
    account = session.get(Account, 1)
    setattr(account, "balance", account.balance + amount)  #!
    setattr(account, "title", "x")
    session.commit()
