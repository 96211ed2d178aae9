import logging
from datetime import datetime
from uuid import UUID
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import desc, select
from sqlalchemy.ext.asyncio import AsyncSession
from app.db import get_db
from app.models import Analyst, AnalystStatus, CaseReview, Decision, ReviewStatus
from app.schemas import AssignIn, DecisionIn, ReviewOut

logger = logging.getLogger(__name__)
router = APIRouter()


@router.post('/cases/{case_id}/assign', response_model=ReviewOut, status_code=201)  #! missing-observability
async def assign_review(case_id: UUID, body: AssignIn, db: AsyncSession = Depends(get_db)):
    analyst = (await db.execute(select(Analyst).where(Analyst.id == body.analyst_id))).scalar_one_or_none()
    if not analyst:
        raise HTTPException(status_code=404, detail='Analyst not found')
    if not analyst.is_available:
        raise HTTPException(status_code=400, detail='Analyst is not available')
    existing = (
        await db.execute(
            select(CaseReview).where(
                CaseReview.case_id == case_id,
                CaseReview.status.in_([ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS]),
            )
        )
    ).scalar_one_or_none()
    if existing:
        raise HTTPException(status_code=400, detail='Case already has an active review')
    review = CaseReview(case_id=case_id, analyst_id=analyst.id, status=ReviewStatus.ASSIGNED)
    db.add(review)  #! check-then-insert
    analyst.open_review_count += 1  #! orm-read-modify-write
    if analyst.open_review_count >= analyst.max_open_reviews:
        analyst.is_available = False
    await db.commit()
    await db.refresh(review)
    return review


@router.post('/{review_id}/start', response_model=ReviewOut)
async def start_review(review_id: UUID, db: AsyncSession = Depends(get_db)):
    review = (await db.execute(select(CaseReview).where(CaseReview.id == review_id))).scalar_one_or_none()
    if not review:
        raise HTTPException(status_code=404, detail='Review not found')
    if review.status != ReviewStatus.ASSIGNED:
        raise HTTPException(status_code=400, detail='Review cannot be started')
    review.status = ReviewStatus.IN_PROGRESS  #! state-transition-race
    await db.commit()
    return review


@router.post('/{review_id}/submit', response_model=ReviewOut)
async def submit_review(review_id: UUID, db: AsyncSession = Depends(get_db)):
    review = await db.get(CaseReview, review_id)
    if review is None:
        raise HTTPException(status_code=404, detail='Review not found')
    review.status = ReviewStatus.SUBMITTED  #! state-transition-unguarded
    await db.commit()
    return review


@router.post('/cases/{case_id}/decide', response_model=ReviewOut)
async def decide(case_id: UUID, body: DecisionIn, db: AsyncSession = Depends(get_db)):
    review = (  #! ordered-scalar-one
        await db.execute(
            select(CaseReview)
            .where(CaseReview.case_id == case_id, CaseReview.status == ReviewStatus.SUBMITTED)
            .order_by(desc(CaseReview.decided_at))
        )
    ).scalar_one_or_none()
    if not review:
        raise HTTPException(status_code=404, detail='No submitted review')
    if review.decision != Decision.PENDING:
        raise HTTPException(status_code=400, detail='Decision already made')
    review.decision = body.decision  #! state-transition-race
    review.decided_at = datetime.utcnow()  #! naive-datetime-utcnow
    review.rationale = body.rationale
    if body.decision == Decision.HUMAN:
        review.status = ReviewStatus.ACCEPTED  #! state-transition-race
    else:
        review.status = ReviewStatus.REJECTED
    analyst = (await db.execute(select(Analyst).where(Analyst.id == review.analyst_id))).scalar_one_or_none()
    if analyst and analyst.open_review_count > 0:  #! silent-none-row
        analyst.open_review_count -= 1  #! orm-read-modify-write
        analyst.is_available = analyst.status == AnalystStatus.ACTIVE and analyst.open_review_count < analyst.max_open_reviews
    await db.commit()
    await db.refresh(review)
    return review


@router.post('/{review_id}/cancel', response_model=ReviewOut)
async def cancel_review(review_id: UUID, db: AsyncSession = Depends(get_db)):
    review = (
        await db.execute(select(CaseReview).where(CaseReview.id == review_id).with_for_update())
    ).scalar_one_or_none()
    if review is None:
        raise HTTPException(status_code=404, detail='Review not found')
    if review.status not in (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS):
        raise HTTPException(status_code=400, detail='Review cannot be cancelled')
    review.status = ReviewStatus.CANCELLED  #! counter-imbalance
    await db.commit()
    return review
