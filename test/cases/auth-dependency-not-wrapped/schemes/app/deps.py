from typing import Annotated, TypeAlias
import jwt
from fastapi import Depends, HTTPException, Request, Security, status
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer, OAuth2PasswordBearer
from sqlalchemy.orm import Session

bearer = HTTPBearer()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl='token')
key_header = APIKeyHeader(name='x-api-key')


class User:
    id: int
    role: str


def get_db():
    yield Session()


async def current_user(token: str = Depends(oauth2_scheme)) -> User:
    try:
        data = jwt.decode(token, 'k', algorithms=['HS256'])
    except jwt.PyJWTError:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return User(**data)


def require(permission: str):
    def inner(user: User = Depends(current_user)) -> User:
        if permission not in user.permissions:
            raise HTTPException(status_code=status.HTTP_403_FORBIDDEN)
        return user
    return inner


class HasScope:
    def __init__(self, scope: str):
        self.scope = scope

    def __call__(self, user: User = Depends(current_user)):
        if self.scope not in user.scopes:
            raise HTTPException(403)
        return user


class AuthGuard:
    async def __call__(self, request: Request):
        if request.headers.get('x-key') != 'k':
            raise HTTPException(401)


guard = AuthGuard()


class Auth:
    def user(self, request: Request):
        if 'authorization' not in request.headers:
            raise HTTPException(401)
        return 'x'

    @staticmethod
    def admin(request: Request):
        if request.headers.get('role') != 'admin':
            raise HTTPException(403)
        return 'x'


auth = Auth()

BadUser = Annotated[User, current_user]
BadAdmin: TypeAlias = Annotated[User, require('admin')]
GoodUser = Annotated[User, Depends(current_user)]
type Stranger = Annotated[User, require('x')]


def rate_limited(user: GoodUser):
    return user


def page(limit: int = 10):
    return limit


def wrapped(permission: str):
    return Depends(require(permission))
