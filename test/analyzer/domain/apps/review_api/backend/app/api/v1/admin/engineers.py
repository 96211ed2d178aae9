from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import get_db
from app.models import Engineer, EngineerStatus

router = APIRouter(prefix="/engineers", tags=["Admin - Engineers"])


@router.get("/")
async def list_engineers(
    page: int = Query(1, ge=1),
    page_size: int = 20,
    status: EngineerStatus | None = None,
    db: AsyncSession = Depends(get_db),
):
    stmt = select(Engineer)
    if status:
        stmt = stmt.where(Engineer.status == status)
    total = (await db.execute(select(func.count()).select_from(Engineer))).scalar_one()
    stmt = stmt.order_by(Engineer.name).offset((page - 1) * page_size).limit(page_size)
    rows = (await db.execute(stmt)).scalars().all()
    return {"items": rows, "total": total}


@router.post("/", status_code=201)
async def create_engineer(name: str, email: str, db: AsyncSession = Depends(get_db)):
    existing = (
        await db.execute(select(Engineer).where(Engineer.email == email))
    ).scalar_one_or_none()
    if existing:
        raise HTTPException(status_code=400, detail="Email already registered")
    engineer = Engineer(name=name, email=email)
    db.add(engineer)
    await db.commit()
    await db.refresh(engineer)
    return engineer


@router.delete("/{engineer_id}", status_code=204)
async def delete_engineer(engineer_id: UUID, db: AsyncSession = Depends(get_db)):
    engineer = await db.get(Engineer, engineer_id)
    if engineer is None:
        raise HTTPException(status_code=404)
    await db.delete(engineer)
    await db.commit()
