from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer

scheme = OAuth2PasswordBearer(tokenUrl="/token")


def current_keeper(token: str = Depends(scheme)) -> str:
    if not token:
        raise HTTPException(status_code=401)
    return token
