import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from .settings import JobServerSettings, get_settings

_db_lock = asyncio.Lock()


def get_session_maker(request: Request) -> async_sessionmaker[AsyncSession]:
    return request.app.state.session_maker


SessionMaker = Annotated[async_sessionmaker[AsyncSession], Depends(get_session_maker)]


async def get_session(session_maker: SessionMaker) -> AsyncGenerator[AsyncSession, None]:
    async with session_maker() as session:
        yield session


async def get_locked_session(session_maker: SessionMaker) -> AsyncGenerator[AsyncSession, None]:
    async with _db_lock:
        async with session_maker() as session:
            yield session


async def current_user(request: Request) -> Any:
    user = request.state.user
    if user is None:
        raise HTTPException(status_code=401, detail="Not logged in")
    return user


async def get_tsio(request: Request) -> Any:
    return getattr(request.app.state, "tsio", None)


SessionDep = Annotated[AsyncSession, Depends(get_session)]
LockedSessionDep = Annotated[AsyncSession, Depends(get_locked_session)]
CurrentUserDep = Annotated[Any, Depends(current_user)]
SettingsDep = Annotated[JobServerSettings, Depends(get_settings)]
TsioDep = Annotated[Any, Depends(get_tsio)]
