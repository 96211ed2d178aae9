from sqlalchemy import select, func, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, Session
from sqlalchemy.ext.asyncio import AsyncSession
class Base(DeclarativeBase): pass
class Seat(Base):
    __tablename__ = 's'
    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[int]
    taken_by: Mapped[int | None]
    status: Mapped[str]
    hits: Mapped[int]
async def a(s: AsyncSession, redis, i):
    async with redis.lock(f'seat:{i}', timeout=5):
        seat = await s.get(Seat, i)
        if seat.status != 'free': raise ValueError
        seat.status = 'taken'  #! state-transition-race
        await s.commit()
async def b(s: AsyncSession, i):
    await s.execute(select(func.pg_advisory_xact_lock(i)))
    seat = await s.get(Seat, i)
    if seat.status != 'free': raise ValueError
    seat.status = 'taken'
    seat.hits += 1
    await s.commit()
async def c(s: AsyncSession, i):
    await s.execute(text('LOCK TABLE s IN EXCLUSIVE MODE'))
    seat = await s.get(Seat, i)
    seat.hits += 1
    await s.commit()
async def d(s: AsyncSession, i):
    await s.connection(execution_options={'isolation_level': 'SERIALIZABLE'})
    seat = await s.get(Seat, i)
    seat.hits += 1
    await s.commit()
async def e(s: AsyncSession, i):
    row = await s.execute(update(Seat).where(Seat.id == i, Seat.status == 'free').values(status='taken').returning(Seat.id))
    if row.scalar_one_or_none() is None: raise ValueError
    await s.commit()
async def f(s: AsyncSession, i, user):
    seat = await s.scalar(select(Seat).where(Seat.id == i).with_for_update(of=Seat))
    if seat.taken_by is not None: raise ValueError
    seat.taken_by = user
    await s.commit()
async def g(s: AsyncSession, i, user):
    seat = await s.scalar(select(Seat).where(Seat.id == i))
    if seat.taken_by is not None: raise ValueError
    seat.taken_by = user  #! state-transition-race
    await s.commit()
async def h(s: AsyncSession, i):
    stmt = select(Seat).where(Seat.id == i)
    if True:
        stmt = stmt.with_for_update()
    seat = (await s.execute(stmt)).scalars().first()
    seat.hits += 1
    await s.commit()
async def j(s: AsyncSession, i):
    seat = await s.get(Seat, i, with_for_update={'skip_locked': True})
    seat.hits += 1
    await s.commit()
async def k(s: AsyncSession, i):
    seats = (await s.scalars(select(Seat).with_for_update())).all()
    for seat in seats:
        seat.hits += 1
    await s.commit()
async def l(s: AsyncSession, i):
    seat = await s.get(Seat, i)
    await s.refresh(seat, with_for_update=True)
    if seat.status != 'free': raise ValueError
    seat.status = 'taken'
    await s.commit()
async def m(s: AsyncSession, i):
    seat = await s.get(Seat, i)
    await s.refresh(seat, attribute_names=['hits'], with_for_update={'nowait': True})
    seat.hits += 1
    await s.commit()
def n(s: Session, i):
    s.query(Seat).filter_by(id=i).update({'hits': Seat.hits + 1}, synchronize_session=False)
    s.commit()
def o(s: Session, i):
    seat = s.query(Seat).with_for_update(nowait=True).filter_by(id=i).one()
    seat.hits += 1
    s.commit()
def p(s: Session, i):
    seat = s.query(Seat).filter_by(id=i).populate_existing().with_for_update().one()
    seat.hits += 1
    s.commit()
def q(s: Session):
    seat = Seat(hits=0)
    s.add(seat)
    s.flush()
    seat.hits += 1
    s.commit()
