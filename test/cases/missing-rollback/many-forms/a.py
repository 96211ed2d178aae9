from sqlalchemy.orm import Session
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
import logging
logger = logging.getLogger(__name__)
def a(db: Session, x):
    try:
        db.add(x)
        db.commit()
    except SQLAlchemyError: #!
        logger.exception('x')
        return None
def b(db: Session, x):
    try:
        db.add(x)
        db.commit()
    except SQLAlchemyError:
        db.rollback()
        raise
async def c(db: AsyncSession, x):
    try:
        db.add(x)
        await db.flush()
    except IntegrityError as e: #!
        return {'error': str(e)}
def d(db: Session, x):
    try:
        db.add(x)
        db.commit()
    except IntegrityError:
        raise ValueError('dup')
def e(factory, x):
    with factory() as db:
        try:
            db.add(x)
            db.commit()
        except IntegrityError:
            return None
def f(db: Session, xs):
    for x in xs:
        try:
            with db.begin_nested():
                db.add(x)
        except IntegrityError:
            continue
    db.commit()
def g(db: Session, x):
    try:
        db.add(x)
        db.commit()
    except IntegrityError:
        logger.warning('dup')
    finally:
        db.close()
