from fastapi import APIRouter, Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.models import Member, Tenant

bearer = HTTPBearer()
router = APIRouter(prefix='/tenants/{tenant_id}')


def get_db() -> Session: ...


def get_member(
    credentials: HTTPAuthorizationCredentials = Depends(bearer), db: Session = Depends(get_db)
) -> Member:
    member = db.query(Member).filter(Member.id == credentials.credentials).first()
    if member is None:
        raise HTTPException(status_code=401)
    return member


def own_tenant(tenant_id: int, member: Member = Depends(get_member)) -> Member:
    if member.tenant_id != tenant_id:
        raise HTTPException(status_code=404)
    return member


@router.get('/members')
def members(tenant_id: int, member: Member = Depends(get_member), db: Session = Depends(get_db)):
    return db.query(Member).filter(Member.tenant_id == tenant_id).all() #!


@router.delete('/')
def drop(tenant_id: int, me: Member = Depends(get_member), db: Session = Depends(get_db)):
    db.delete(db.query(Tenant).filter_by(id=tenant_id).one()) #!
    db.commit()


@router.get('/compared')
def compared(tenant_id: int, me: Member = Depends(get_member), db: Session = Depends(get_db)):
    if me.tenant_id != tenant_id:
        raise HTTPException(status_code=404)
    return db.query(Member).filter(Member.tenant_id == tenant_id).all()


@router.get('/by-dependency')
def by_dependency(tenant_id: int, me: Member = Depends(own_tenant), db: Session = Depends(get_db)):
    return db.query(Member).filter(Member.tenant_id == tenant_id).all()


@router.get('/keyed')
def keyed(tenant_id: int, me: Member = Depends(own_tenant), db: Session = Depends(get_db)):
    return db.query(Member).filter_by(tenant_id=tenant_id).all()
