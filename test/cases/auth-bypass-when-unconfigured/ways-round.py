"""The same decisions with the two ways the other way round."""
import hmac
import os

from fastapi import Header, HTTPException

from app.settings import settings


async def require_api_key(x_api_key: str = Header(None)):
    if settings.api_key:  #!
        if x_api_key != settings.api_key:
            raise HTTPException(status_code=401)
    else:
        return


def verify_signature(body: bytes, signature: str) -> bool:
    secret = os.getenv("SIGNING_SECRET")
    if secret:  #!
        return hmac.compare_digest(signature, secret)
    else:
        return True


def verify_token(token: str | None) -> bool:
    if token is not None:  #!
        return hmac.compare_digest(token, settings.token)
    else:
        return True


def verify_set(signature: str) -> bool:
    secret = os.getenv("SIGNING_SECRET")
    if secret:
        return hmac.compare_digest(signature, secret)
    else:
        return False


def require_set(signature: str) -> None:
    secret = os.getenv("SIGNING_SECRET")
    if secret:
        if not hmac.compare_digest(signature, secret):
            raise HTTPException(status_code=401)
    else:
        raise HTTPException(status_code=503)


def verify_given(token: str | None) -> bool:
    if token is not None:
        return hmac.compare_digest(token, settings.token)
    else:
        return False
