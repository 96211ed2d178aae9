from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import get_user
from db import get_db
from models import Order, Tenant

router = APIRouter()


def found(row):
    if row is None:
        raise HTTPException(404)
    return row


@router.get("/tenants/{tenant_id}")
def seats(tenant_id: int, db: Session = Depends(get_db)):
    tenant = db.get(Tenant, tenant_id)
    return {"seats": tenant.seats}  #!


@router.get("/tenants/{tenant_id}/seats")
def seats_at_once(tenant_id: int, db: Session = Depends(get_db)):
    return {"seats": db.query(Tenant).filter(Tenant.id == tenant_id).first().seats}  #!


@router.patch("/orders/{order_id}")
def change(order_id: int, body: dict, db: Session = Depends(get_db)):
    order = db.scalars(select(Order).where(Order.id == order_id)).one_or_none()
    for key in ("state",):
        setattr(order, key, body[key])  #!
    db.commit()


@router.delete("/orders/{order_id}")
def remove(order_id: int, db: Session = Depends(get_db)):
    order = db.query(Order).filter_by(id=order_id).first()
    db.delete(order)  #!
    db.commit()


@router.get("/asked/{tenant_id}")
def asked(tenant_id: int, db: Session = Depends(get_db)):
    tenant = db.get(Tenant, tenant_id)
    if tenant is None:
        raise HTTPException(404)
    return {"seats": tenant.seats}


@router.get("/checked/{tenant_id}")
def checked(tenant_id: int, db: Session = Depends(get_db)):
    tenant = found(db.get(Tenant, tenant_id))
    other = db.get(Tenant, tenant_id)
    found(other)
    return {"seats": tenant.seats + other.seats}


@router.get("/required/{tenant_id}")
def required(tenant_id: int, db: Session = Depends(get_db)):
    tenant = db.scalars(select(Tenant).where(Tenant.id == tenant_id)).one()
    return {"seats": tenant.seats}


@router.get("/own")
def own(user=Depends(get_user), db: Session = Depends(get_db)):
    tenant = db.get(Tenant, user.tenant_id)
    return {"seats": tenant.seats}


@router.get("/caught/{tenant_id}")
def caught(tenant_id: int, db: Session = Depends(get_db)):
    try:
        return {"seats": db.get(Tenant, tenant_id).seats}
    except AttributeError:
        raise HTTPException(404) from None


@router.get("/given/{tenant_id}")
def given(tenant_id: int, db: Session = Depends(get_db)):
    tenant = db.get(Tenant, tenant_id)
    return tenant


@router.get("/tenants/{tenant_id}/last")
def last(tenant_id: int, db: Session = Depends(get_db)):
    tenant = db.get(Tenant, tenant_id) or Tenant(seats=0)
    return {"seats": tenant.seats}


def load(db: Session, tenant_id: int):
    return db.get(Tenant, tenant_id).seats  #!
