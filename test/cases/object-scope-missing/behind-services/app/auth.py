import jwt
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
from app.models import User

oauth2 = OAuth2PasswordBearer(tokenUrl='t')


async def get_current_user(token: str = Depends(oauth2)) -> User:
    try:
        return User(**jwt.decode(token, 'x', algorithms=['HS256']))
    except jwt.PyJWTError:
        raise HTTPException(401)
