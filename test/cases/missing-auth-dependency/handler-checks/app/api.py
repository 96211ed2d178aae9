from fastapi import APIRouter, Depends, HTTPException, Request, Header
from app.auth import get_current_user, verify_token
router = APIRouter(prefix='/x')
@router.get('/')
async def a(user=Depends(get_current_user)): return 1
@router.post('/')
async def b(request: Request):
    user = await get_current_user(request)
    return user
@router.put('/')
async def c(authorization: str = Header()):
    verify_token(authorization)
    return 1
@router.patch('/')
async def d(request: Request):
    if request.session.get('user_id') is None: raise HTTPException(status_code=401)
    return 1
@router.delete('/') #!
async def e(request: Request): return 1
