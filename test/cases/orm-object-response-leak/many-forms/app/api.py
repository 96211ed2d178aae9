from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import select
from .models import User
router = APIRouter()
class Out(BaseModel):
    id: int
@router.get('/1/{uid}')
async def a(uid: int, db):
    return await db.get(User, uid) #!
@router.get('/2')
async def b(db):
    rows = (await db.execute(select(User))).scalars().all()
    return rows #!
@router.get('/3/{uid}', response_model=Out)
async def c(uid: int, db):
    return await db.get(User, uid)
@router.get('/4/{uid}')
async def d(uid: int, db) -> Out:
    return await db.get(User, uid)
@router.get('/5/{uid}')
async def e(uid: int, db):
    u = await db.get(User, uid)
    return {'id': u.id}
@router.get('/6/{uid}')
async def f(uid: int, db):
    u = await db.get(User, uid)
    return {'user': u} #!
@router.get('/7/{uid}', response_model=None)
async def g(uid: int, db):
    u = db.query(User).filter(User.id == uid).first()
    return u #!
@router.post('/8')
async def h(db):
    u = User(id=1)
    db.add(u)
    await db.commit()
    return u #!
@router.get('/9/{uid}')
async def i(uid: int, db):
    u = await db.get(User, uid)
    return Out.model_validate(u)
