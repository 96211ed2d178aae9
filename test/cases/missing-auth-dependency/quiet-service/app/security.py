from typing import Annotated
import hmac
import jwt
from fastapi import Depends, Header, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from app.config import settings
from app.models import User

bearer = HTTPBearer(auto_error=False)

async def get_current_user(creds: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> User:
    if creds is None:
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED)
    try:
        claims = jwt.decode(creds.credentials, settings.jwt_secret, algorithms=["HS256"])
    except jwt.InvalidTokenError as exc:
        raise HTTPException(status_code=401, detail="invalid token") from exc
    return User(id=claims["sub"], tenant_id=claims["tenant"], roles=claims["roles"])

CurrentUser = Annotated[User, Depends(get_current_user)]

class RequireRole:
    def __init__(self, role: str):
        self.role = role

    def __call__(self, user: CurrentUser) -> User:
        if self.role not in user.roles:
            raise HTTPException(status_code=403)
        return user

require_admin = RequireRole("admin")

def verify_webhook(request: Request, x_signature: str = Header()):
    if not settings.webhook_secret:
        raise HTTPException(status_code=503)
    if not hmac.compare_digest(x_signature, settings.webhook_secret):
        raise HTTPException(status_code=401)
