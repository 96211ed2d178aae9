from fastapi import APIRouter, HTTPException

from app.auth import CurrentUser
from app.models import Invoice, User

router = APIRouter()


@router.patch("/users/{user_id}")
async def change(user_id: int, body: dict, me: CurrentUser, session):
    user = await session.get(User, user_id)  #!
    user.email = body["email"]
    await session.commit()


@router.get("/users/{user_id}")
async def profile(user_id: int, me: CurrentUser, session):
    return await session.get(User, user_id)


@router.put("/users/{user_id}")
async def replace(user_id: int, body: dict, me: CurrentUser, session):
    if user_id != me.id:
        raise HTTPException(403)
    user = await session.get(User, user_id)
    user.email = body["email"]


@router.post("/users/{user_id}/greeting")
async def greet(user_id: int, me: CurrentUser, session):
    return await session.get(User, user_id)


@router.get("/invoices/{iid}")
async def read(iid: int, me: CurrentUser, session):
    return session.query(Invoice).get(iid)  #!


@router.get("/own-invoices/{iid}")
async def joined(iid: int, me: CurrentUser, session):
    return session.query(Invoice).join(User).filter(Invoice.id == iid, User.id == me.id).first()
