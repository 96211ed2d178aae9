import typing as t
from typing import Annotated

import fastapi
from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request, Security, WebSocket
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, Field

from app import deps
from app.deps import (Auth, AuthGuard, BadAdmin, BadUser, GoodUser, HasScope, Stranger, User, auth, bearer, current_user,
                      guard, oauth2_scheme, page, require, wrapped, get_db)

router = APIRouter()


@router.get('/1')
async def one(user: Annotated[User, current_user]):  #!
    return user


@router.post('/2')
async def two(user: t.Annotated[User, deps.current_user]):  #!
    return user


@router.post('/3')
async def three(user: User = require('write')):  #!
    return user


@router.post('/4')
async def four(user: BadUser):  #!
    return user


@router.post('/5')
async def five(user: BadAdmin):  #!
    return user


@router.post('/6')
async def six(user: Annotated[User, HasScope('x')]):  #!
    return user


@router.post('/7')
async def seven(user: User = HasScope('x')):  #!
    return user


@router.post('/8')
async def eight(
    item: int,
    _: Annotated[None, guard],  #!
):
    return item


@router.post('/9')
async def nine(user: Annotated[str, auth.user]):  #!
    return user


@router.post('/10')
async def ten(user: Annotated[str, Auth.admin]):  #!
    return user


@router.post('/11')
async def eleven(creds: Annotated[HTTPAuthorizationCredentials, bearer]):  #!
    return creds


@router.post('/12')
async def twelve(token: Annotated[str, oauth2_scheme]):  #!
    return token


@router.post('/13')
async def thirteen(token: str = oauth2_scheme):  #!
    return token


@router.post('/14')
async def fourteen(user: User = deps.current_user):  #!
    return user


@router.post('/15')
async def fifteen(user: Annotated[User, require('a'), 'note']):  #!
    return user


@router.post('/16', dependencies=[require('admin')])
async def sixteen():
    return 1


@router.post('/17', dependencies=[current_user])
async def seventeen():
    return 1


@router.post('/18')
async def eighteen(user: User = Depends(require)):  #!
    return user


@router.post('/19')
async def nineteen(user: User = Depends(HasScope)):  #!
    return user


@router.post('/20', dependencies=[Depends(HasScope)])  #!
async def twenty():
    return 1


@router.websocket('/ws')
async def ws(socket: WebSocket, user: Annotated[User, current_user]):  #!
    await socket.accept()


@router.post('/21')
async def twentyone(user: Stranger):  #!
    return user


admin = APIRouter(prefix='/admin', dependencies=[require('admin')])


@router.post('/22')
async def twentytwo(user: User = Depends(require('a')())):  
    return user


class Pages:
    def __init__(self, user: Annotated[User, current_user], db=Depends(get_db)):  #!
        self.user = user


def org(user: Annotated[User, current_user], db=Depends(get_db)):  #!
    return user


def team(user: User = current_user, db=Depends(get_db)):  #!
    return user
