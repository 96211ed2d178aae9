import logging
from datetime import UTC, datetime
from uuid import UUID
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import desc, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from app.db import get_db
from app.models import Analyst, CaseReview, Decision, ReviewStatus
from app.schemas import AssignIn, DecisionIn, ReviewOut

logger = logging.getLogger(__name__)
router = APIRouter()


@router.post('/cases/{case_id}/assign', response_model=ReviewOut, status_code=201)
async def assign_review(case_id: UUID, body: AssignIn, db: AsyncSession = Depends(get_db)):
    analyst = (
        await db.execute(select(Analyst).where(Analyst.id == body.analyst_id).with_for_update())
    ).scalar_one_or_none()
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
    db.add(review)
    analyst.open_review_count += 1
    if analyst.open_review_count >= analyst.max_open_reviews:
        analyst.is_available = False
    try:
        await db.commit()
    except IntegrityError as error:
        await db.rollback()
        raise HTTPException(status_code=409, detail='Case already has an active review') from error
    await db.refresh(review)
    logger.info('Case %s assigned to %s', case_id, analyst.id)
    return review


@router.post('/{review_id}/start', response_model=ReviewOut)
async def start_review(review_id: UUID, db: AsyncSession = Depends(get_db)):
    review = (
        await db.execute(select(CaseReview).where(CaseReview.id == review_id).with_for_update())
    ).scalar_one_or_none()
    if not review:
        raise HTTPException(status_code=404, detail='Review not found')
    if review.status != ReviewStatus.ASSIGNED:
        raise HTTPException(status_code=400, detail='Review cannot be started')
    review.status = ReviewStatus.IN_PROGRESS
    await db.commit()
    logger.info('Review %s started', review_id)
    return review


@router.post('/{review_id}/submit', response_model=ReviewOut)
async def submit_review(review_id: UUID, db: AsyncSession = Depends(get_db)):
    review = await db.get(CaseReview, review_id, with_for_update=True)
    if review is None:
        raise HTTPException(status_code=404, detail='Review not found')
    if review.status != ReviewStatus.IN_PROGRESS:
        raise HTTPException(status_code=409, detail='Review is not in progress')
    review.status = ReviewStatus.SUBMITTED
    await db.commit()
    logger.info('Review %s submitted', review_id)
    return review


@router.post('/cases/{case_id}/decide', response_model=ReviewOut)
async def decide(case_id: UUID, body: DecisionIn, db: AsyncSession = Depends(get_db)):
    review = (
        await db.execute(
            select(CaseReview)
            .where(CaseReview.case_id == case_id, CaseReview.status == ReviewStatus.SUBMITTED)
            .order_by(desc(CaseReview.decided_at))
            .limit(1)
            .with_for_update()
        )
    ).scalar_one_or_none()
    if not review:
        raise HTTPException(status_code=404, detail='No submitted review')
    if review.decision != Decision.PENDING:
        raise HTTPException(status_code=400, detail='Decision already made')
    review.decision = body.decision
    review.decided_at = datetime.now(UTC)
    review.rationale = body.rationale
    if body.decision == Decision.HUMAN:
        review.status = ReviewStatus.ACCEPTED
    else:
        review.status = ReviewStatus.REJECTED
    released = await db.execute(
        update(Analyst)
        .where(Analyst.id == review.analyst_id)
        .values(open_review_count=func.greatest(0, Analyst.open_review_count - 1))
    )
    if released.rowcount != 1:
        await db.rollback()
        raise HTTPException(status_code=500, detail='Analyst of the review is missing')
    await db.commit()
    await db.refresh(review)
    logger.info('Case %s decided: %s', case_id, review.decision)
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
    review.status = ReviewStatus.CANCELLED
    released = await db.execute(
        update(Analyst)
        .where(Analyst.id == review.analyst_id)
        .values(open_review_count=func.greatest(0, Analyst.open_review_count - 1))
    )
    if released.rowcount != 1:
        await db.rollback()
        raise HTTPException(status_code=500, detail='Analyst of the review is missing')
    await db.commit()
    logger.info('Review %s cancelled', review_id)
    return review
