from uuid import UUID
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from app.db import get_db
from app.models import Analyst, AnalystStatus, CaseReview, ReviewStatus
from app.schemas import AnalystIn, AnalystOut, AnalystPatch

router = APIRouter()


@router.post('/', response_model=AnalystOut, status_code=201)  #! missing-observability
async def create_analyst(body: AnalystIn, db: AsyncSession = Depends(get_db)):
    existing = (await db.execute(select(Analyst).where(Analyst.email == body.email))).scalar_one_or_none()
    if existing:
        raise HTTPException(status_code=400, detail='Email already registered')
    analyst = Analyst(name=body.name, email=body.email, max_open_reviews=body.max_open_reviews)
    db.add(analyst)  #! integrity-error-unhandled
    await db.commit()
    await db.refresh(analyst)
    return analyst


@router.patch('/{analyst_id}', response_model=AnalystOut)
async def update_analyst(analyst_id: UUID, patch: AnalystPatch, db: AsyncSession = Depends(get_db)):
    analyst = (await db.execute(select(Analyst).where(Analyst.id == analyst_id))).scalar_one_or_none()
    if not analyst:
        raise HTTPException(status_code=404, detail='Analyst not found')
    changes = patch.model_dump(exclude_unset=True)
    for field, value in changes.items():
        setattr(analyst, field, value)  #! mass-assignment
    if 'status' in changes:
        analyst.is_available = analyst.status == AnalystStatus.ACTIVE  #! derived-field-inconsistent
    await db.commit()
    return analyst


@router.delete('/{analyst_id}', status_code=204)
async def delete_analyst(analyst_id: UUID, db: AsyncSession = Depends(get_db)) -> None:
    analyst = (await db.execute(select(Analyst).where(Analyst.id == analyst_id))).scalar_one_or_none()
    if not analyst:
        raise HTTPException(status_code=404, detail='Analyst not found')
    active = (
        await db.execute(
            select(func.count())
            .select_from(CaseReview)
            .where(
                CaseReview.analyst_id == analyst_id,
                CaseReview.status.in_([ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS]),
            )
        )
    ).scalar_one()
    if active > 0:
        raise HTTPException(status_code=400, detail='Analyst has active reviews')
    await db.delete(analyst)  #! check-then-delete-or-update
    await db.commit()
