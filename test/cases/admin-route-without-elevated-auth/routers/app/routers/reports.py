from fastapi import APIRouter
from app.auth import CurrentUser

router = APIRouter(prefix='/reports')


@router.get('/administrative-areas')
async def areas(user: CurrentUser):
    return []


@router.get('/management-summary')
async def summary(user: CurrentUser):
    return []
