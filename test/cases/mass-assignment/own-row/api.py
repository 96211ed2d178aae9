from typing import Annotated

from fastapi import APIRouter, Depends

from .auth import current_user
from .models import User
from .schemas import Address, Colours, Preferences, ProfileUpdate

router = APIRouter()
CurrentUser = Annotated[User, Depends(current_user)]


@router.patch("/me")
async def update_me(data: ProfileUpdate, user: CurrentUser, db):
    for name, value in data.model_dump(exclude_unset=True).items():
        setattr(user, name, value) #! high
    await db.commit()


@router.put("/me/preferences")
async def prefer(data: Preferences, db, me: User = Depends(current_user)):
    for name, value in data.model_dump().items():
        setattr(me, name, value) #! high
    await db.commit()


@router.patch("/users/{user_id}")
async def update_user(user_id: int, data: Preferences, admin: CurrentUser, db):
    user = await db.get(User, user_id)
    for name, value in data.model_dump().items():
        setattr(user, name, value) #! medium
    await db.commit()


@router.put("/me/address")
async def move(data: Address, user: CurrentUser, db):
    for name, value in data.model_dump().items():
        setattr(user, name, value)
    await db.commit()


@router.put("/me/colours")
async def paint(data: Colours, user: CurrentUser, db):
    for name, value in data.model_dump().items():
        setattr(user, name, value)
    await db.commit()


@router.put("/me/limited")
async def limited(data: Preferences, user: CurrentUser, db):
    for name, value in data.model_dump(exclude={"role"}).items():
        setattr(user, name, value)
    await db.commit()
