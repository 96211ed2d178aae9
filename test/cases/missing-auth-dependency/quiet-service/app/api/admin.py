from fastapi import APIRouter

router = APIRouter()

@router.get("/users")
async def users():
    return []

@router.delete("/users/{user_id}")
async def delete_user(user_id: int):
    return {}
