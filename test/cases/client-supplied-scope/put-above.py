from fastapi import APIRouter, Depends, HTTPException

from app.auth import get_current_user
from app.models import Order, OrderIn

router = APIRouter()


@router.post("/orders")
async def create(given: OrderIn, user=Depends(get_current_user)):
    tenant = user.tenant_id
    if given.tenant_id:
        tenant = given.tenant_id  #!
    return Order(tenant=tenant)


@router.post("/orders/checked")
async def checked(given: OrderIn, user=Depends(get_current_user)):
    tenant = user.tenant_id
    if given.tenant_id:
        if given.tenant_id not in user.tenants:
            raise HTTPException(403)
        tenant = given.tenant_id
    return Order(tenant=tenant)


@router.post("/orders/of-staff")
async def of_staff(given: OrderIn, user=Depends(get_current_user)):
    tenant = user.tenant_id
    if given.tenant_id and user.is_superuser:
        tenant = given.tenant_id
    return Order(tenant=tenant)


@router.post("/orders/named")
async def named(given: OrderIn, user=Depends(get_current_user)):
    name = user.name
    if given.name:
        name = given.name
    return Order(name=name, tenant=user.tenant_id)
