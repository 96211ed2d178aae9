from fastapi import APIRouter, Depends
from app.auth import check_operator_key, get_current_user

router = APIRouter(prefix='/jobs', dependencies=[Depends(check_operator_key)])
loose = APIRouter(prefix='/cache', dependencies=[Depends(get_current_user)])


@router.post('/reindex')
async def reindex():
    return None


@loose.delete('/{key}')  #!
async def flush(key: str):
    return key
