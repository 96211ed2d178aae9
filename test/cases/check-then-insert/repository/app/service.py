from fastapi import HTTPException
from sqlalchemy import select, exists, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from .models import User, Booking, Member, Review, Team
from .repo import UserRepo
class Users:
    def __init__(self, repo: UserRepo): self.repo = repo
    async def register(self, email: str, name: str) -> User:
        if await self.repo.by_email(email):
            raise ValueError('taken')
        user = User(email=email, name=name)
        self.repo.add(user) #!
        return user
    async def register2(self, email: str, name: str) -> User:
        existing = await self.repo.by_email(email)
        if existing is not None:
            raise ValueError('taken')
        return await self.repo.create(email, name) #!
    async def register3(self, email: str, name: str) -> User:
        if await self.repo.exists(email):
            raise ValueError('taken')
        return await self.repo.create(email=email, name=name) #!
async def book(session, room_id, day):
    n = await session.scalar(select(func.count()).select_from(Booking).where(Booking.room_id == room_id, Booking.day == day))
    if n > 0:
        raise HTTPException(409)
    session.add(Booking(room_id=room_id, day=day, status='open')) #!
    await session.commit()
async def book2(session, room_id, day):
    taken = (await session.execute(select(exists().where(Booking.room_id == room_id, Booking.day == day)))).scalar()
    if not taken:
        session.add(Booking(room_id=room_id, day=day, status='open')) #!
        await session.commit()
async def book3(session, room_id, day):
    await session.execute(text('LOCK TABLE bookings IN EXCLUSIVE MODE'))
    taken = (await session.execute(select(exists().where(Booking.room_id == room_id, Booking.day == day)))).scalar()
    if not taken:
        session.add(Booking(room_id=room_id, day=day, status='open'))
        await session.commit()
async def join(session, team_id, user_id):
    row = await session.scalar(select(Member).where(Member.team_id == team_id, Member.user_id == user_id))
    if row is None:
        try:
            async with session.begin_nested():
                session.add(Member(team_id=team_id, user_id=user_id))
        except IntegrityError:
            pass
    await session.commit()
async def join2(session, team_id, user_id):
    row = await session.scalar(select(Member).where(Member.team_id == team_id, Member.user_id == user_id))
    if row is None:
        await session.execute(insert(Member).values(team_id=team_id, user_id=user_id).on_conflict_do_nothing())
    await session.commit()
async def review(session, incident_id):
    found = await session.scalar(select(Review).where(Review.incident_id == incident_id, Review.status.in_(['assigned', 'in_progress'])))
    if found: raise HTTPException(409)
    session.add(Review(incident_id=incident_id, status='assigned'))
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
        raise HTTPException(409)
async def parent_only(session, team_id, title):
    team = await session.get(Team, team_id)
    if team is None:
        raise HTTPException(404)
    session.add(Member(team_id=team_id, user_id=1))
    await session.commit()
async def book4(session, room_id, day):
    await session.execute(select(Team).where(Team.id == room_id).with_for_update())
    taken = await session.scalar(select(Booking).where(Booking.room_id == room_id, Booking.day == day))
    if taken: raise HTTPException(409)
    session.add(Booking(room_id=room_id, day=day, status='open'))
    await session.commit()
async def book5(session, room_id, day):
    taken = await session.scalar(select(Booking).where(Booking.room_id == room_id, Booking.day == day).with_for_update())
    if taken: raise HTTPException(409)
    session.add(Booking(room_id=room_id, day=day, status='open')) #!
    await session.commit()
async def book6(session, room_id, day):
    await session.execute(select(func.pg_advisory_xact_lock(room_id)))
    taken = await session.scalar(select(Booking).where(Booking.room_id == room_id, Booking.day == day))
    if taken: raise HTTPException(409)
    session.add(Booking(room_id=room_id, day=day, status='open'))
    await session.commit()
