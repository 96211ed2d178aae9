from sqlalchemy import select, update, func, text
from sqlalchemy.orm import Session, sessionmaker
from models import Item
def a(db: Session, i, n):
    item = db.query(Item).filter(Item.id == i).first()
    if item is None: raise LookupError
    item.stock -= n #!
    db.commit()
def b(db: Session, i, n):
    item = db.query(Item).filter(Item.id == i).with_for_update().first()
    item.stock -= n
    db.commit()
def c(db: Session, i, n):
    item = db.query(Item).get(i)
    new = item.stock - n
    item.stock = new #!
    db.add(item)
    db.commit()
def d(db: Session, i, n):
    item = db.get(Item, i)
    left = max(0, item.stock - n)
    db.execute(update(Item).where(Item.id == i).values(stock=left)) #!
    db.commit()
def e(db: Session, i, n):
    item = db.get(Item, i)
    r = db.execute(update(Item).where(Item.id == i, Item.stock == item.stock).values(stock=item.stock - n))
    if r.rowcount != 1: raise RuntimeError
    db.commit()
def f(db: Session, i, n):
    item = db.get(Item, i)
    item.stock = Item.stock - n
    db.commit()
def g(db: Session, i, n):
    db.query(Item).filter(Item.id == i).update({Item.stock: Item.stock - n})
    db.commit()
def h(db: Session, i, n):
    item = db.query(Item).filter_by(id=i).one()
    db.query(Item).filter_by(id=i).update({'stock': item.stock - n}) #!
    db.commit()
def j(db: Session, i, n):
    with db.begin():
        item = db.scalars(select(Item).where(Item.id == i)).one()
        item.stock -= n #!
def k(db: Session, i, n):
    with db.begin():
        item = db.scalars(select(Item).where(Item.id == i).with_for_update()).one()
        item.stock -= n
def l(db: Session, i, n):
    db.execute(text('SELECT pg_advisory_xact_lock(:i)'), {'i': i})
    item = db.get(Item, i)
    item.stock -= n
    db.commit()
def m(db: Session, i, n):
    item = Item(stock=0)
    item.stock += n
    db.add(item)
    db.commit()
def n_(db: Session, ids):
    for item in db.query(Item).filter(Item.id.in_(ids)):
        item.stock += 1 #!
    db.commit()
def o(db: Session, ids):
    items = db.scalars(select(Item).where(Item.id.in_(ids))).all()
    for item in items:
        setattr(item, 'stock', item.stock + 1) #!
    db.commit()
def p(db: Session, i):
    item = db.get(Item, i, with_for_update={'nowait': True})
    item.stock -= 1
    db.commit()
def q(db: Session, i):
    item = db.get(Item, i)
    db.refresh(item, with_for_update=True)
    item.stock -= 1
    db.commit()
def r(db: Session, i):
    item = db.get(Item, i)
    stock = item.stock
    if stock <= 0: raise ValueError
    item.stock = stock - 1 #!
    db.commit()
def s(db: Session, item: Item, n: int):
    item.stock -= n #!
    db.commit()
