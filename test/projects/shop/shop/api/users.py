from fastapi import APIRouter, HTTPException, Request
from sqlalchemy.exc import IntegrityError
from slowapi import Limiter
from slowapi.util import get_remote_address
from shop.models import User
from shop.passwords import hash_password
from shop.repositories import Users
from shop.schemas import SignUp, UserOut
from shop.security import CurrentUser, SessionDep
limiter = Limiter(key_func=get_remote_address)
router = APIRouter(prefix='/users')
@router.post('/register', response_model=UserOut, status_code=201)
@limiter.limit('5/minute')
async def register(request: Request, body: SignUp, session: SessionDep):
    user = User(email=body.email, password_hash=hash_password(body.password))
    try:
        await Users(session).add(user)
    except IntegrityError as error:
        raise HTTPException(409, 'email is taken') from error
    return user
@router.get('/me', response_model=UserOut)
async def me(user: CurrentUser):
    return user
