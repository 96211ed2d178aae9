from sqlalchemy import select, desc, func
from sqlalchemy.orm import Session


def a(db: Session, x):
    db.execute(select(X).order_by(X.id)).scalar_one_or_none()  #!
    db.execute(select(X).where(X.a == x).order_by(desc(X.id))).scalar_one()  #!
    db.scalars(select(X).order_by(X.id)).one()  #!
    db.query(X).order_by(X.id).one_or_none()  #!
    db.query(X).order_by(X.id).one()  #!
    stmt = select(X).order_by(X.id.desc())
    db.execute(stmt).scalar_one_or_none()  #!
    db.scalars(select(X).order_by(X.id)).one_or_none()  #!
    db.query(X).order_by(X.id).scalar()  #!
    result = db.execute(select(X).order_by(X.id))
    result.scalar_one_or_none()  #!


def q(db: Session):
    db.execute(select(X).order_by(X.id).limit(1)).scalar_one_or_none()
    db.execute(select(X).order_by(X.id)).scalars().first()
    db.query(X).order_by(X.id).first()
    db.execute(select(X).where(X.id == 1)).scalar_one()
    db.execute(select(X).order_by(X.id)).scalar()
    db.query(X).order_by(X.id).limit(1).one_or_none()
    db.scalars(select(X).order_by(X.id)).all()
    db.execute(select(func.max(X.id))).scalar_one()
    stmt = select(X).order_by(X.id)
    stmt = stmt.limit(1)
    db.execute(stmt).scalar_one_or_none()
    db.query(X).order_by(X.id)[:1]
    db.execute(select(X).order_by(None)).scalar_one()
