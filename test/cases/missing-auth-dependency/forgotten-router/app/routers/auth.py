from fastapi import APIRouter

router = APIRouter(prefix="/auth")


@router.post("/token")
async def token(body: dict):
    return body


@router.post("/password-reset")
async def password_reset(body: dict):
    return body
