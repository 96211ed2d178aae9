from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import select as sselect
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from app.models import Comment, Crew, Hero, Post, Profile, Session, Team, User

router = APIRouter()


async def get_session():
    async with Session() as session:
        yield session


Db = Annotated[AsyncSession, Depends(get_session)]


@router.get('/users/{user_id}/posts')
async def posts(user_id: int, db: Db):
    user = await db.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return [p.title for p in user.posts]  #!


@router.get('/posts/{post_id}')
async def post(post_id: int, db: AsyncSession = Depends(get_session)):
    found = (await db.execute(select(Post).where(Post.id == post_id))).scalars().first()
    return {'author': found.author.name}  #!


async def tags(session: AsyncSession, user_id: int):
    user = await session.scalar(select(User).where(User.id == user_id))
    for tag in user.tags:  #!
        yield tag.name


class Service:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def team(self, user_id: int):
        user = await self.session.get_one(User, user_id)
        return user.team  #!

    async def members(self):
        result = await self.session.scalars(select(Team))
        return {team.name: len(team.users) for team in result}  #!

    async def load(self, team_id):
        return await self.session.get(Team, team_id)

    async def count(self, team_id):
        team = await self.load(team_id)
        return len(team.users)  #!


async def local():
    async with Session() as session:
        team = (await session.execute(select(Team).limit(1))).scalar_one()
        if team.users:  #!
            return True


async def wrong_option(session: AsyncSession):
    users = (await session.scalars(select(User).options(selectinload(User.tags)))).all()
    return [u.posts for u in users]  #!


async def nested(session: AsyncSession):
    stmt = select(Team).options(selectinload(Team.users))
    team = (await session.scalars(stmt)).first()
    return [u.posts for u in team.users]  #!


async def back(session: AsyncSession, key):
    comment = await session.get(Comment, key)
    return comment.post  #!


async def sqlmodel(session: SQLModelSession, key):
    hero = (await session.exec(sselect(Hero).where(Hero.id == key))).one()
    return hero.crew  #!


async def sqlmodel2(session: SQLModelSession, key):
    crew = await session.get(Crew, key)
    return [h.id for h in crew.heroes]  #!


async def made(session: AsyncSession, name):
    user = User(name=name)
    session.add(user)
    await session.commit()
    await session.refresh(user)
    return user.posts  #!


async def appended(session: AsyncSession, key, tag):
    user = await session.get(User, key)
    user.tags.append(tag)  #!
    await session.commit()


async def walrus(session: AsyncSession, key):
    if (user := await session.get(User, key)) is not None:
        return user.team.name  #!


async def rows(session: AsyncSession):
    for (user,) in (await session.execute(select(User))).all():
        print(user.posts)


async def stream(session: AsyncSession):
    async for user in await session.stream_scalars(select(User)):
        print(user.posts)  #!


async def unique(session: AsyncSession):
    res = await session.execute(select(Post))
    for p in res.scalars().unique().all():
        print(p.author.name)  #!


