import os

from fastapi import Header, HTTPException

from app.config import settings

KEY = os.getenv("API_KEY")
ENV = os.getenv("APP_ENV", "development")
REGION = os.getenv("APP_REGION")


def admin(x_admin_token: str = Header("")):
    if settings.admin_token and x_admin_token != settings.admin_token:  #!
        raise HTTPException(403)


def staff(x_admin_token: str = Header("")):
    if not settings.admin_token or x_admin_token != settings.admin_token:
        raise HTTPException(403)


def require_key(x_key: str = Header()):
    if KEY and x_key != KEY:  #!
        raise HTTPException(401)


def verify_key(given):
    if ENV == "development":  #!
        return True
    return given == KEY


def verify_given(given):
    return KEY is None or given == KEY  #!


def verify_region(given):
    if not REGION:
        return True
    return given == REGION


def verify_closed(given):
    if not KEY:
        return False
    return given == KEY


def check_place(place):
    if ENV == "development":
        return True
    return place == REGION
