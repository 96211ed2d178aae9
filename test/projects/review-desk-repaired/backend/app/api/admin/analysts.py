import logging
from uuid import UUID
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from app.db import get_db
from app.models import Analyst, AnalystStatus
from app.schemas import AnalystIn, AnalystOut, AnalystPatch

logger = logging.getLogger(__name__)
router = APIRouter()


@router.post('/', response_model=AnalystOut, status_code=201)
async def create_analyst(body: AnalystIn, db: AsyncSession = Depends(get_db)):
    existing = (await db.execute(select(Analyst).where(Analyst.email == body.email))).scalar_one_or_none()
    if existing:
        raise HTTPException(status_code=400, detail='Email already registered')
    analyst = Analyst(name=body.name, email=body.email, max_open_reviews=body.max_open_reviews)
    db.add(analyst)
    try:
        await db.commit()
    except IntegrityError as error:
        await db.rollback()
        raise HTTPException(status_code=409, detail='Email already registered') from error
    await db.refresh(analyst)
    logger.info('Analyst %s registered', analyst.id)
    return analyst


@router.patch('/{analyst_id}', response_model=AnalystOut)
async def update_analyst(analyst_id: UUID, patch: AnalystPatch, db: AsyncSession = Depends(get_db)):
    analyst = (
        await db.execute(select(Analyst).where(Analyst.id == analyst_id).with_for_update())
    ).scalar_one_or_none()
    if not analyst:
        raise HTTPException(status_code=404, detail='Analyst not found')
    changes = patch.model_dump(exclude_unset=True)
    for field, value in changes.items():
        setattr(analyst, field, value)
    analyst.is_available = (
        analyst.status == AnalystStatus.ACTIVE and analyst.open_review_count < analyst.max_open_reviews
    )
    await db.commit()
    logger.info('Analyst %s changed: %s', analyst_id, sorted(changes))
    return analyst


@router.delete('/{analyst_id}', status_code=204)
async def delete_analyst(analyst_id: UUID, db: AsyncSession = Depends(get_db)) -> None:
    analyst = await db.get(Analyst, analyst_id, with_for_update=True)
    if not analyst:
        raise HTTPException(status_code=404, detail='Analyst not found')
    analyst.status = AnalystStatus.OFFLINE
    analyst.is_available = False
    await db.commit()
    logger.info('Analyst %s taken off duty', analyst_id)
