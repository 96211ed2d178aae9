from typing import Annotated
from uuid import UUID
from fastapi import APIRouter, Depends, Query
from app.security import require_api_key

router = APIRouter(dependencies=[Depends(require_api_key)])


@router.get('/{case_id}')
async def read_case(case_id: UUID) -> dict[str, str]:
    return {'id': str(case_id)}


@router.post('/')
async def create_case(title: Annotated[str, Query(max_length=200)]) -> dict[str, str]:
    return {'title': title}
