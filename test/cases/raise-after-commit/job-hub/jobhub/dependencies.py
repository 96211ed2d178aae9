import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from fastapi import Depends, HTTPException, Request
from sqlmodel.ext.asyncio.session import AsyncSession

_db_lock = asyncio.Lock()

async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.session_factory() as session:
        yield session

async def current_user(request: Request) -> str:
    user = request.headers.get('x-user')
    if user is None:
        raise HTTPException(status_code=401)
    return user

SessionDep = Annotated[AsyncSession, Depends(get_session)]
UserDep = Annotated[str, Depends(current_user)]
