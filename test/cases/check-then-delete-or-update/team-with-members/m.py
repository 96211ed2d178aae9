from sqlalchemy import select, func, delete, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy import ForeignKey
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = 'teams'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
class Member(Base):
    __tablename__ = 'members'
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey('teams.id', ondelete='CASCADE'))
async def drop(session, team_id):
    n = await session.scalar(select(func.count()).select_from(Member).where(Member.team_id == team_id))
    if n > 0:
        raise ValueError
    await session.execute(delete(Team).where(Team.id == team_id)) #!
    await session.commit()
async def drop2(session, team_id):
    team = await session.get(Team, team_id)
    members = (await session.scalars(select(Member).where(Member.team_id == team_id))).all()
    if not members:
        await session.delete(team) #!
        await session.commit()
async def drop3(session, team_id):
    team = await session.get(Team, team_id, with_for_update=True)
    n = await session.scalar(select(func.count()).select_from(Member).where(Member.team_id == team_id))
    if n > 0:
        raise ValueError
    await session.delete(team)
    await session.commit()
async def drop4(session, team_id):
    team = await session.get(Team, team_id)
    if team is None:
        raise ValueError
    await session.delete(team)
    await session.commit()
async def cap(session, team_id):
    n = await session.scalar(select(func.count()).select_from(Member).where(Member.team_id == team_id))
    if n >= 5:
        raise ValueError
    session.add(Member(team_id=team_id))
    await session.commit()
