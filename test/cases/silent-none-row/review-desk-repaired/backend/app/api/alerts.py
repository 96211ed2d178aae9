from fastapi import APIRouter
from app.db import get_db

router = APIRouter()


@router.get('/')
async def alerts() -> list[str]:
    return []


@router.post('/ack')
async def acknowledge(alert: str) -> dict[str, str]:
    return {'alert': alert}
