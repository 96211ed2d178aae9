import contextlib
from contextlib import AbstractAsyncContextManager, AbstractContextManager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession


class Link(AbstractAsyncContextManager):
    async def __aexit__(self, *error):
        return None


class Mark(AbstractContextManager):
    def __exit__(self, *error):
        return None


class Both(AbstractAsyncContextManager, AbstractContextManager):
    def __exit__(self, *error):
        return None

    async def __aexit__(self, *error):
        return None


async def pages():
    yield 1


async def main(session: AsyncSession, engine: AsyncEngine):
    with Link():  #!
        pass
    async with Mark():  #!
        pass
    with contextlib.aclosing(pages()) as rows:  #!
        print(rows)
    with session.begin():  #!
        pass
    with engine.connect() as link:  #!
        print(link)
    async with Link(), Both(), session.begin(), engine.begin(), contextlib.aclosing(pages()):
        with Mark(), Both():
            pass
