from fastapi import APIRouter, Depends

from app.deps import get_current_user

router = APIRouter(prefix="/users", dependencies=[Depends(get_current_user)])


@router.get("/me")
async def me():
    return {}


@router.patch("/me")
async def change_me(body: dict):
    return body


@router.delete("/me")
async def delete_me():
    return {}
