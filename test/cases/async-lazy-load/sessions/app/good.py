from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as SyncSession, contains_eager, joinedload, selectinload, subqueryload, undefer
from sqlmodel import select as sselect
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from app.models import Comment, Crew, Hero, Post, Profile, Team, User, Session

WITH_POSTS = (selectinload(User.posts),)


async def one(session: AsyncSession, key):
    user = await session.get(User, key, options=[selectinload(User.posts)])
    return user.posts


async def two(session: AsyncSession, key):
    user = await session.scalar(select(User).options(joinedload(User.posts)).where(User.id == key))
    return user.posts


async def three(session: AsyncSession, key):
    stmt = select(User).where(User.id == key)
    stmt = stmt.options(*WITH_POSTS)
    user = (await session.execute(stmt)).scalar_one()
    return user.posts


async def four(session: AsyncSession, key):
    user = await session.get(User, key)
    return user.profile.user_id


async def five(session: AsyncSession, key):
    user = await session.get(User, key)
    return await user.awaitable_attrs.posts


async def six(session: AsyncSession, key):
    user = await session.get(User, key)
    await session.refresh(user, attribute_names=['posts'])
    return user.posts


def seven(session: SyncSession, key):
    return session.get(User, key).posts


async def eight(session: AsyncSession, key):
    def work(sync):
        user = sync.get(User, key)
        return len(user.posts)
    return await session.run_sync(work)


async def nine(session: AsyncSession):
    stmt = select(Team).options(selectinload(Team.users).selectinload(User.posts))
    team = (await session.scalars(stmt)).first()
    return [u.posts for u in team.users]


async def ten(session: AsyncSession):
    stmt = select(Post).join(Post.author).options(contains_eager(Post.author))
    return [p.author.name for p in (await session.scalars(stmt)).all()]


async def eleven(session: AsyncSession, key):
    user = await session.get(User, key)
    user.team = await session.get(Team, 1)
    return user.name, user.team


async def twelve(session: SQLModelSession, key):
    crew = (await session.exec(sselect(Crew).options(selectinload(Crew.heroes)))).first()
    return crew.heroes


async def thirteen(session: AsyncSession, name):
    user = User(name=name, posts=[], tags=[])
    session.add(user)
    user.posts.append(Post(title='x'))
    await session.commit()
    return user.name


async def fourteen(session: AsyncSession):
    rows = await session.execute(select(User.id, User.name))
    return [(row.id, row.name) for row in rows]


async def fifteen(session: AsyncSession, key):
    return await session.scalar(select(User.posts).where(User.id == key))


async def sixteen(session: AsyncSession, key):
    profile = await session.scalar(select(Profile).options(undefer(Profile.bio)))
    return profile.bio


async def seventeen(session: AsyncSession, key):
    user = await session.get(User, key)
    session.expunge(user)
    return user.id


async def eighteen():
    async with Session() as session:
        user = await session.get(User, 1)
        user.name = 'x'
        await session.commit()
        return user.name


async def created(session: AsyncSession, name):
    user = User(name=name, posts=[])
    session.add(user)
    await session.commit()
    await session.refresh(user, ['posts'])
    return user.posts


async def created_and_loaded(session: AsyncSession, name):
    user = User(name=name)
    session.add(user)
    await session.flush()
    user = await session.scalar(select(User).options(selectinload(User.posts)).where(User.id == user.id))
    return user.posts


async def pending(session: AsyncSession, name):
    user = User(name=name)
    user.posts.append(Post(title='x'))
    session.add(user)
    await session.flush()
    return user.id


async def given_there(session: AsyncSession, name, team):
    user = User(name=name, team=team)
    session.add(user)
    await session.flush()
    return user.team.name


async def elements(session: AsyncSession):
    stmt = select(Team).options(selectinload(Team.users).options(selectinload(User.posts), selectinload(User.tags)))
    for team in await session.scalars(stmt):
        for user in team.users:
            print(user.posts, user.tags, user.profile)


async def string_option(session: AsyncSession):
    users = (await session.scalars(select(User).options(selectinload('*')))).all()
    return [u.posts for u in users]


class Repo:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def load(self, key):
        return await self.session.scalar(select(User).options(selectinload(User.posts)).where(User.id == key))

    async def use(self, key):
        user = await self.load(key)
        return user.posts
