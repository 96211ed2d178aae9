from django.db import models, transaction
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    size: Mapped[int]


class Member(Base):
    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
    role: Mapped[str]


def by_state(session: Session, key):
    team = session.get(Team, key)
    if team.state != "closed":
        raise ValueError
    session.delete(team)  #!
    session.commit()


async def by_state_async(session: AsyncSession, key):
    team = await session.get(Team, key)
    if team.state == "closed":
        await session.delete(team)  #!
        await session.commit()


async def last_admin(session: AsyncSession, member: Member):
    admins = await session.scalar(
        select(func.count()).select_from(Member).where(Member.team_id == member.team_id, Member.role == "admin")
    )
    if admins <= 1:
        raise ValueError("last")
    await session.delete(member)  #!
    await session.commit()


async def core_delete(session: AsyncSession, key):
    team = (await session.execute(select(Team).where(Team.id == key))).scalar_one()
    if team.size == 0:
        await session.execute(delete(Team).where(Team.id == key))  #!
        await session.commit()


def q_locked(session: Session, key):
    team = session.get(Team, key, with_for_update=True)
    if team.state != "closed":
        raise ValueError
    session.delete(team)
    session.commit()


def q_guarded(session: Session, key):
    team = session.get(Team, key)
    if team.state != "closed":
        raise ValueError
    session.execute(delete(Team).where(Team.id == key, Team.state == "closed"))
    session.commit()


def q_missing(session: Session, key):
    team = session.get(Team, key)
    if team is None:
        raise LookupError
    session.delete(team)
    session.commit()


def q_owner(session: Session, key, user):
    team = session.get(Team, key)
    if team.id != user.team_id:
        raise PermissionError
    session.delete(team)
    session.commit()


class Box(models.Model):
    state = models.TextField()
    count = models.IntegerField()


class Part(models.Model):
    box = models.ForeignKey(Box, on_delete=models.CASCADE)


def dj_state(key):
    box = Box.objects.get(pk=key)
    if box.state == "done":
        box.delete()  #!


@transaction.atomic
def q_dj_locked(key):
    box = Box.objects.select_for_update().get(pk=key)
    if box.state == "done":
        box.delete()


def q_dj_first(key):
    box = Box.objects.filter(pk=key).first()
    if box:
        box.delete()


def q_janitor(session: Session):
    for team in session.query(Team).all():
        if team.state == "closed":
            session.delete(team)
    session.commit()


def q_flag(session: Session, key):
    team = session.get(Team, key)
    if team.role == 1:
        raise ValueError
    session.delete(team)


def q_len(session: Session, member):
    members = session.query(Member).filter_by(team_id=member.team_id).count()
    if members > 100:
        print("many")
    session.delete(member)
    session.commit()


def last_of(session: Session, member: Member):
    others = session.query(Member).filter_by(team_id=member.team_id, role="admin").count()
    if member.role == "admin" and others == 1:
        raise ValueError
    session.delete(member)  #!
    session.commit()


def dj_last(part: Part):
    if Part.objects.filter(box=part.box).count() > 1:
        part.delete()  #!


def too_often(session: Session, key):
    team = session.get(Team, key)
    if team.size >= 5:
        session.delete(team)
        session.commit()


def emptied(session: Session, key):
    team = session.get(Team, key)
    if team.size > 0:
        raise ValueError(key)
    session.delete(team)  #!
    session.commit()
