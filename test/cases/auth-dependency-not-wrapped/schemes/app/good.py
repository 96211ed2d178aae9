from typing import Annotated, Optional
from functools import partial

from annotated_types import Gt
from fastapi import APIRouter, BackgroundTasks, Body, Depends, File, Form, Header, Path, Query, Request, Response, Security, UploadFile
from pydantic import AfterValidator, BeforeValidator, BaseModel, Field, PlainSerializer, SkipValidation, StringConstraints
from typing_extensions import Doc

from app.deps import AuthGuard, GoodUser, HasScope, User, auth, current_user, guard, page, rate_limited, require, wrapped

router = APIRouter(dependencies=[Depends(require('x')), Depends(guard)])
user_dep = Depends(current_user)
admin_dep = Security(require('admin'))
AdminUser = Annotated[User, admin_dep]


def check_token_format(value: str) -> str:
    if len(value) != 32:
        raise ValueError('bad')
    return value


def verify_name(value: str) -> str:
    return value.strip()


@router.get('/1')
async def one(user: GoodUser):
    return user


@router.get('/2')
async def two(user: User = user_dep):
    return user


@router.get('/3')
async def three(user: AdminUser):
    return user


@router.get('/4')
async def four(user: Annotated[User, user_dep]):
    return user


@router.get('/5')
async def five(user: User = wrapped('x')):
    return user


@router.get('/6', dependencies=[wrapped('x'), user_dep])
async def six():
    return 1


@router.get('/7')
async def seven(token: Annotated[str, AfterValidator(check_token_format), Header()]):
    return token


@router.get('/8')
async def eight(name: Annotated[str, BeforeValidator(verify_name)] = 'x'):
    return name


@router.get('/9')
async def nine(user_id: Annotated[int, Gt(0), Path()], auth_code: Annotated[str, StringConstraints(max_length=3)]):
    return user_id


@router.get('/10')
async def ten(user: Annotated[User, Depends(HasScope('x'))], other: User = Security(HasScope('y'))):
    return user


@router.get('/11')
async def eleven(user=Depends(HasScope('x')), _=Depends(guard), __=Depends(AuthGuard())):
    return user


@router.get('/12')
async def twelve(require_all: bool = False, user_role: str = Query('x'), verify: bool = True):
    return 1


@router.get('/13')
async def thirteen(user=Depends(auth.user), p=Depends(page), q=Depends(partial(require, 'x'))):
    return user


@router.get('/14')
async def fourteen(token: Annotated[str, Doc('the token'), Query()]):
    return token


def service(user: User = None, check=check_token_format, verify=verify_name):
    return check(user)


def job(db, authenticate=current_user):
    return authenticate(db)
