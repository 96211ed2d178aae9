import os, hmac
from fastapi import Header, HTTPException, Request
from app.config import settings
API_KEY = os.environ['API_KEY']
def verify(key: str = Header(None)):
    if not API_KEY:
        raise RuntimeError('no API_KEY')
    if key != API_KEY: raise HTTPException(401)
def require_key(key: str = Header(None)):
    if not settings.api_key:
        raise HTTPException(500, 'not configured')
    if not hmac.compare_digest(key or '', settings.api_key): raise HTTPException(401)
def check_signature(body, sig):
    if not settings.secret:
        return False
    return hmac.compare_digest(sig, settings.secret)
class AuthMiddleware:
    async def dispatch(self, request, call_next):
        if request.url.path in settings.public_paths:
            return await call_next(request)
        if request.headers.get('authorization') != settings.API_TOKEN:
            raise HTTPException(401)
        return await call_next(request)
def get_user_optional(token: str = Header(None)):
    if token is None:
        return None
    if token != settings.api_key: raise HTTPException(401)
    return 1
def authorize(user, action):
    if settings.debug:
        print('authorize', user)
    if not user.can(action):
        raise HTTPException(403)
def check_rate(request):
    if settings.env == 'test':
        return True
    return request.client.host not in BLOCKED
