import os, hmac
from functools import wraps
from flask import request, abort, current_app, jsonify
from fastapi import Header, HTTPException, Request, Depends, Security, status
from fastapi.security import APIKeyHeader
from app.config import settings, Settings, get_settings
API_KEY = os.environ.get('API_KEY')
header = APIKeyHeader(name='X-API-Key', auto_error=False)
def verify_api_key(key: str = Security(header)):
    expected = os.getenv('ADMIN_KEY')
    if expected is None: #!
        return None
    if key != expected:
        raise HTTPException(status.HTTP_403_FORBIDDEN)
def require_api_key(f):
    @wraps(f)
    def wrapper(*a, **k):
        if not current_app.config.get('API_KEY'): #!
            return f(*a, **k)
        if request.headers.get('X-API-Key') != current_app.config['API_KEY']:
            abort(401)
        return f(*a, **k)
    return wrapper
async def get_current_user(request: Request, s: Settings = Depends(get_settings)):
    if s.auth_disabled or s.env != 'production': #!
        return {'sub': 'dev'}
    raise HTTPException(status_code=401)
def check_token(token):
    if os.environ.get('ENV', 'dev') == 'dev': #!
        return True
    return hmac.compare_digest(token, API_KEY)
def require_internal(request: Request):
    secret = settings.INTERNAL_SECRET
    if secret: #!
        if request.headers.get('x-internal') != secret:
            raise HTTPException(status_code=401)
def verify_webhook(request: Request, body: bytes):
    if len(settings.webhook_secret) == 0: #!
        return
    sig = request.headers['x']
    if not hmac.compare_digest(sig, settings.webhook_secret):
        raise HTTPException(status_code=400)
class BasicAuth:
    def __init__(self, password): self.password = password
    async def __call__(self, request: Request):
        if self.password is None: #!
            return
        if request.headers.get('authorization') != self.password:
            raise HTTPException(401)
class AuthMiddleware:
    async def dispatch(self, request, call_next):
        if not settings.API_TOKEN: #!
            return await call_next(request)
        if request.headers.get('authorization') != settings.API_TOKEN:
            raise HTTPException(401)
        return await call_next(request)
