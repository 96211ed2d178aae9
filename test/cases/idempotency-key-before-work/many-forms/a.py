import redis.asyncio as aioredis
import redis
from sqlalchemy.orm import Session
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class ProcessedEvent(Base):
    __tablename__='p'
    id: Mapped[str] = mapped_column(primary_key=True)
r = aioredis.Redis()
s = redis.Redis()
async def handle(event):
    if not await r.set(f'seen:{event.id}', 1, nx=True, ex=3600): #!
        return
    await process(event)
async def handle2(event):
    if not await r.set(f'seen:{event.id}', 1, nx=True, ex=3600):
        return
    try:
        await process(event)
    except Exception:
        await r.delete(f'seen:{event.id}')
        raise
async def handle3(event):
    if await r.exists(f'seen:{event.id}'):
        return
    await process(event)
    await r.set(f'seen:{event.id}', 1, ex=3600)
async def handle4(event):
    ok = await r.set(f'seen:{event.id}', 'processing', nx=True, ex=60)
    if not ok:
        return
    await process(event)
    await r.set(f'seen:{event.id}', 'done', ex=86400)
def handle5(event):
    claimed = s.setnx(f'dedup:{event.id}', 1) #!
    if not claimed:
        return None
    s.expire(f'dedup:{event.id}', 60)
    return process_sync(event)
def handle6(db: Session, event):
    if db.query(ProcessedEvent).filter_by(id=event.id).first():
        return
    db.add(ProcessedEvent(id=event.id)) #!
    db.commit()
    process_sync(event)
def handle8(db: Session, event):
    if db.query(ProcessedEvent).filter_by(id=event.id).first():
        return
    process_sync(event)
    db.add(ProcessedEvent(id=event.id))
    db.commit()
def handle9(db: Session, event):
    if db.query(ProcessedEvent).filter_by(id=event.id).first():
        return
    db.add(ProcessedEvent(id=event.id))
    process_sync(event)
    db.commit()
    logger.info('done')
def handle7(event):
    got = s.set(f'lock:{event.id}', 1, nx=True, ex=30)
    if not got:
        return
    try:
        process_sync(event)
    finally:
        s.delete(f'lock:{event.id}')
