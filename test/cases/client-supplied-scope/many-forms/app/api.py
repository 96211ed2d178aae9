from fastapi import APIRouter, Depends, Header, Query, Request, Body
from pydantic import BaseModel
from .auth import get_current_user, CurrentUser
from .models import Doc
router = APIRouter()
class DocIn(BaseModel):
    title: str
    tenant_id: int | None = None
    created_by: int | None = None
@router.post('/docs')
async def create(body: DocIn, db, user=Depends(get_current_user)):
    tenant = body.tenant_id or user.tenant_id #!
    db.add(Doc(title=body.title, tenant_id=tenant))
@router.post('/docs2')
async def create2(body: DocIn, db, user=Depends(get_current_user)):
    db.add(Doc(title=body.title, tenant_id=body.tenant_id if body.tenant_id else user.tenant_id)) #!
@router.get('/docs')
async def docs(db, x_tenant_id: str = Header(None), user=Depends(get_current_user)):
    tenant_id = x_tenant_id or user.tenant_id #!
    return await db.scalars(select(Doc).where(Doc.tenant_id == tenant_id))
@router.post('/docs3')
async def create3(request: Request, user=Depends(get_current_user)):
    data = await request.json()
    role = data.get('role', user.role) #!
    return role
@router.post('/docs4')
async def create4(body: DocIn, db, user: CurrentUser):
    actor = body.created_by
    if actor is None:
        actor = user.id #!
    db.add(Doc(title=body.title, created_by=actor))
@router.post('/docs5')
async def create5(body: DocIn, db, user: CurrentUser):
    if body.tenant_id is not None and body.tenant_id != user.tenant_id:
        raise HTTPException(403)
    tenant = body.tenant_id or user.tenant_id
    db.add(Doc(title=body.title, tenant_id=tenant))
@router.get('/docs6')
async def docs6(db, tenant_id: int | None = None, user=Depends(require_superuser)):
    tenant = tenant_id or user.tenant_id
    return tenant
@router.get('/docs7')
async def docs7(db, user_id: int | None = Query(None), user=Depends(get_current_user)):
    target = user_id or user.id #!
    return await db.scalars(select(Doc).where(Doc.user_id == target))
@router.get('/docs8')
async def docs8(db, user_id: int | None = Query(None), user=Depends(get_current_user)):
    if user_id and user_id != user.id and not user.is_admin:
        raise HTTPException(403)
    target = user_id or user.id
    return await db.scalars(select(Doc).where(Doc.user_id == target))
