import logging
import secrets
from fastapi import Header, HTTPException, Request
from app.config import settings

logger = logging.getLogger(__name__)


async def require_api_key(request: Request, x_api_key: str = Header(default='', alias='X-API-Key')) -> None:
    expected = settings.api_key.get_secret_value()
    if not expected:
        raise HTTPException(status_code=503, detail='API key not configured')
    if not secrets.compare_digest(x_api_key, expected):
        raise HTTPException(status_code=401, detail='Invalid API key')


async def require_admin(request: Request, x_admin_key: str = Header(alias='X-Admin-Key')) -> None:
    expected = settings.admin_key.get_secret_value()
    if not expected or not secrets.compare_digest(x_admin_key, expected):
        raise HTTPException(status_code=403, detail='Administrators only')
