from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import OAuth2PasswordRequestForm
router = APIRouter(prefix='/auth')
@router.post('/login') #!
async def login(form: OAuth2PasswordRequestForm = Depends()):
    return {'t': form.username}
@router.post('/password-reset') #!
async def reset(email: str):
    return {}
app = FastAPI()
app.include_router(router)
