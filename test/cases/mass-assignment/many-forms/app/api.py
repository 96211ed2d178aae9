from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy import update, insert
router = APIRouter()
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    is_admin: Mapped[bool]
class UserIn(BaseModel):
    email: str
class Loose(BaseModel):
    model_config = ConfigDict(extra='allow')
    email: str
@router.post('/1')
async def a(body: dict, db):
    db.add(User(**body)) #!
@router.patch('/2/{uid}')
async def b(uid: int, body: dict, db):
    user = await db.get(User, uid)
    for k, v in body.items():
        setattr(user, k, v) #!
@router.post('/3')
async def c(body: UserIn, db):
    db.add(User(**body.model_dump()))
@router.patch('/4/{uid}')
async def d(uid: int, body: UserIn, db):
    user = await db.get(User, uid)
    for k, v in body.model_dump(exclude_unset=True).items():
        setattr(user, k, v)
@router.post('/5')
async def e(body: Loose, db):
    db.add(User(**body.model_dump())) #!
@router.post('/6')
async def f(body: dict, db):
    await db.execute(insert(User).values(**body)) #!
@router.post('/7')
async def g(body: dict, db):
    await db.execute(update(User).where(User.id == 1).values(body)) #!
ALLOWED = {'email'}
@router.post('/8')
async def h(body: dict, db):
    db.add(User(**{k: v for k, v in body.items() if k in ALLOWED}))
@router.patch('/9/{uid}')
async def i(uid: int, body: dict, db):
    user = await db.get(User, uid)
    for k, v in body.items():
        if k in ALLOWED:
            setattr(user, k, v)
