from fastapi import APIRouter, Depends
from ..auth import ActiveUser, CurrentUser, AdminUser, RoleChecker, gatekeeper, get_current_user, require_roles

router = APIRouter(tags=['admin'])


@router.get('/users')  #!
async def list_users(user: CurrentUser):
    return []


@router.delete('/users/{user_id}')  #!
async def remove(user_id: int, _: ActiveUser):
    return user_id


@router.patch('/users/{user_id}', dependencies=[Depends(get_current_user)])  #!
async def patch(user_id: int):
    return user_id


@router.post('/users/{user_id}/ban')
async def ban(user_id: int, admin: AdminUser):
    return user_id


@router.post('/users/{user_id}/unban', dependencies=[Depends(RoleChecker(['admin']))])
async def unban(user_id: int):
    return user_id


@router.post('/users/{user_id}/merge')
async def merge(user_id: int, who=Depends(gatekeeper)):
    return user_id


@router.post('/users/{user_id}/reset')
async def reset(user_id: int, user: CurrentUser):
    check_is_admin(user)
    return user_id


@router.post('/users/{user_id}/lock')
async def lock(user_id: int, user: CurrentUser):
    if user.role != 'admin':
        return None
    return user_id


def check_is_admin(user):
    if user.role != 'admin':
        raise PermissionError
