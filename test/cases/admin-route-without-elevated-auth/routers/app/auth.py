from typing import Annotated
import jwt
from fastapi import Depends, HTTPException, Security, status
from fastapi.security import HTTPBearer, OAuth2PasswordBearer, SecurityScopes, APIKeyHeader
from .models import User
from .config import settings

oauth2 = OAuth2PasswordBearer(tokenUrl='token')
api_key = APIKeyHeader(name='X-Admin-Key')


async def get_current_user(token: Annotated[str, Depends(oauth2)]) -> User:
    try:
        payload = jwt.decode(token, settings.secret, algorithms=['HS256'])
    except jwt.PyJWTError:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return User(**payload)


async def get_active_user(user: Annotated[User, Depends(get_current_user)]) -> User:
    if user.disabled:
        raise HTTPException(status.HTTP_400_BAD_REQUEST)
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
ActiveUser = Annotated[User, Depends(get_active_user)]


def require_roles(*roles: str):
    async def check(user: CurrentUser) -> User:
        if user.role not in roles:
            raise HTTPException(status.HTTP_403_FORBIDDEN)
        return user
    return check


class RoleChecker:
    def __init__(self, allowed):
        self.allowed = allowed

    def __call__(self, user: CurrentUser):
        if user.role not in self.allowed:
            raise HTTPException(403)
        return user


AdminUser = Annotated[User, Depends(require_roles('admin'))]


def check_operator_key(key: Annotated[str, Security(api_key)]):
    if key != settings.admin_key:
        raise HTTPException(401)


async def gatekeeper(user: CurrentUser):
    if not user.is_superuser:
        raise HTTPException(status_code=403, detail='no')
    return user
