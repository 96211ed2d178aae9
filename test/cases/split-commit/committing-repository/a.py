from sqlalchemy.orm import Session
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class Account(Base):
    __tablename__ = 'a'
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
class Entry(Base):
    __tablename__ = 'e'
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    state: Mapped[str]
def transfer(db: Session, a, b, n):
    src = db.get(Account, a, with_for_update=True)
    src.balance -= n
    db.commit()
    dst = db.get(Account, b, with_for_update=True)
    dst.balance += n
    db.commit() #!
def create(db: Session, n):
    acc = Account(balance=0)
    db.add(acc)
    db.commit()
    db.refresh(acc)
    db.add(Entry(account_id=acc.id))
    db.commit() #!
def create2(db: Session, n):
    acc = Account(balance=0)
    db.add(acc)
    db.flush()
    db.add(Entry(account_id=acc.id))
    db.commit()
def batch(db: Session, rows):
    for i, row in enumerate(rows):
        db.add(Entry(account_id=row))
        if i % 100 == 0:
            db.commit()
    db.commit()
def claim(db: Session, i):
    e = db.get(Entry, i, with_for_update=True)
    e.state = 'running'
    db.commit()
    work(e)
    e.state = 'done'
    db.commit()
class Repo:
    def __init__(self, db: Session): self.db = db
    def add(self, x):
        self.db.add(x)
        self.db.commit()
class Service:
    def __init__(self, accounts: Repo, entries: Repo):
        self.accounts = accounts; self.entries = entries
    def open(self, n):
        acc = Account(balance=n)
        self.accounts.add(acc)
        self.entries.add(Entry(account_id=acc.id)) #!
