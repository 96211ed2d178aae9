from fastapi import APIRouter, Depends
from app.api import admin, orders, public
from app.security import get_current_user, require_admin

api = APIRouter(prefix="/api/v1")
for r in (orders.router,):
    api.include_router(r, dependencies=[Depends(get_current_user)])
api.include_router(admin.router, prefix="/admin", dependencies=[Depends(require_admin)])
api.include_router(public.router)
