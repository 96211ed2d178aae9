import hmac
from hashlib import sha256
from typing import Annotated
import jwt
from fastapi import Depends, Header, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession
from shop.config import settings
from shop.db import get_session
from shop.models import User
bearer = HTTPBearer()
SessionDep = Annotated[AsyncSession, Depends(get_session)]
async def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], session: SessionDep
) -> User:
    try:
        claims = jwt.decode(credentials.credentials, settings.jwt_secret.get_secret_value(), algorithms=['HS256'])
    except jwt.PyJWTError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED) from error
    user = await session.get(User, int(claims['sub']))
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return user
CurrentUser = Annotated[User, Depends(get_current_user)]
def require_admin(user: CurrentUser) -> User:
    if not user.is_admin:
        raise HTTPException(status.HTTP_403_FORBIDDEN)
    return user
async def verified_body(request: Request, x_signature: Annotated[str, Header()]) -> bytes:
    body = await request.body()
    expected = hmac.new(settings.webhook_secret.get_secret_value().encode(), body, sha256).hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return body
