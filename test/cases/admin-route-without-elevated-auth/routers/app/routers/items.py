from fastapi import APIRouter
from ..auth import ActiveUser, CurrentUser

router = APIRouter(prefix='/items', tags=['items'])


@router.get('/')
async def items(user: CurrentUser):
    return []


@router.post('/')
async def create(user: ActiveUser):
    return {}
