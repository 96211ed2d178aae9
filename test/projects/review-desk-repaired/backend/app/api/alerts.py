from typing import Annotated
from fastapi import APIRouter, Query

router = APIRouter()


@router.get('/')
async def alerts() -> list[str]:
    return []


@router.post('/ack')
async def acknowledge(alert: Annotated[str, Query(max_length=80)]) -> dict[str, str]:
    return {'alert': alert}
