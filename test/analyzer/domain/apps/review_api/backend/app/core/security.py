import logging
import secrets
from typing import Annotated

import jwt
from fastapi import Depends, Header, HTTPException, Request, Security, status
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from app.config import Settings, get_settings, settings

logger = logging.getLogger(__name__)

bearer = HTTPBearer()
optional_bearer = HTTPBearer(auto_error=False)
api_key_header = APIKeyHeader(name="X-API-Key", auto_error=False)


class Principal:
    def __init__(self, subject: str, scopes: list[str]) -> None:
        self.subject = subject
        self.scopes = scopes


async def verify_api_key(key: str | None = Security(api_key_header)) -> None:
    if not key or not secrets.compare_digest(key, settings.api_key.get_secret_value()):
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail="Invalid API key")


def decode_token(token: str, secret: str) -> Principal:
    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"])
    except jwt.PyJWTError as error:
        raise HTTPException(status_code=401, detail="Invalid token") from error
    return Principal(claims["sub"], claims.get("scopes", []))


async def get_current_principal(
    credentials: HTTPAuthorizationCredentials = Depends(bearer),
    config: Settings = Depends(get_settings),
) -> Principal:
    return decode_token(credentials.credentials, config.jwt_secret)


async def get_optional_principal(
    credentials: HTTPAuthorizationCredentials | None = Depends(optional_bearer),
    config: Settings = Depends(get_settings),
) -> Principal | None:
    if credentials is None:
        return None
    return decode_token(credentials.credentials, config.jwt_secret)


CurrentPrincipal = Annotated[Principal, Depends(get_current_principal)]


async def require_admin_auth(request: Request, x_api_key: str = Header(..., alias="X-API-Key")):
    expected_key = settings.api_key.get_secret_value()
    if not expected_key:
        if settings.environment == "development":
            logger.warning("API key not configured")
            return None
        raise HTTPException(status_code=500, detail="API key not configured")
    if x_api_key != expected_key:
        raise HTTPException(status_code=401, detail="Invalid or missing API key")


def require_scope(scope: str):
    async def check(principal: CurrentPrincipal) -> Principal:
        if scope not in principal.scopes:
            raise HTTPException(status_code=403, detail="Missing scope")
        return principal

    return check


class RoleChecker:
    def __init__(self, role: str) -> None:
        self.role = role

    def __call__(self, principal: CurrentPrincipal) -> Principal:
        if self.role not in principal.scopes:
            raise HTTPException(403)
        return principal


admin_only = RoleChecker("admin")
