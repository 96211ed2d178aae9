from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer

from app.models import User

scheme = OAuth2PasswordBearer(tokenUrl="token")


def current_user(session, token: str = Depends(scheme)) -> User:
    user = session.get(User, token)
    if user is None:
        raise HTTPException(401)
    return user


CurrentUser = Annotated[User, Depends(current_user)]
