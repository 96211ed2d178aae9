import logging
from datetime import datetime, timezone
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Query
from sqlalchemy import desc, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.core.security import (
    CurrentPrincipal,
    Principal,
    admin_only,
    get_current_principal,
    require_scope,
)
from app.database import DbSession
from app.models import Engineer, EngineerReview, Incident, IncidentStatus, ReviewDecision, ReviewStatus
from app.schemas.engineer_review import (
    EngineerReviewResponse,
    ReviewAssignment,
    ReviewDecisionRequest,
)
from app.services.notify import notify_engineer

logger = logging.getLogger(__name__)
router = APIRouter()


@router.post("/incidents/{incident_id}/assign", response_model=EngineerReviewResponse)
async def assign_review_to_engineer(
    incident_id: UUID,
    assignment: ReviewAssignment,
    background: BackgroundTasks,
    db: DbSession,
    principal: CurrentPrincipal,
):
    engineer_stmt = select(Engineer).where(Engineer.id == assignment.engineer_id)
    engineer = (await db.execute(engineer_stmt)).scalar_one_or_none()
    if not engineer or not engineer.has_capacity:
        raise HTTPException(status_code=400, detail="Engineer not available")

    existing = await db.execute(
        select(EngineerReview).where(
            EngineerReview.incident_id == incident_id,
            EngineerReview.status.in_([ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS]),
        )
    )
    if existing.scalars().first():
        raise HTTPException(status_code=400, detail="Incident already has an active review")

    review = EngineerReview(
        incident_id=incident_id,
        engineer_id=assignment.engineer_id,
        priority=assignment.priority,
        status=ReviewStatus.ASSIGNED,
    )
    db.add(review)
    engineer.current_review_count += 1
    if engineer.current_review_count >= engineer.max_concurrent_reviews:
        engineer.is_available = False
    try:
        await db.commit()
    except IntegrityError:
        await db.rollback()
        raise HTTPException(status_code=409, detail="Already assigned")
    await db.refresh(review)
    background.add_task(notify_engineer, engineer.id, review.id)
    return review


@router.post("/reviews/{review_id}/start", response_model=EngineerReviewResponse)
async def start_review(
    review_id: UUID,
    db: DbSession,
    principal: Annotated[Principal, require_scope("reviews:write")],
):
    review = await db.get(EngineerReview, review_id, with_for_update=True)
    if review is None:
        raise HTTPException(status_code=404)
    review.validate_transition(ReviewStatus.IN_PROGRESS)
    review.status = ReviewStatus.IN_PROGRESS
    await db.commit()
    return review


@router.post(
    "/incidents/{incident_id}/choose-approach",
    response_model=EngineerReviewResponse,
    dependencies=[Depends(admin_only)],
)
async def make_review_decision(
    incident_id: UUID,
    decision_request: ReviewDecisionRequest,
    db: DbSession,
    principal: Principal = Depends(require_scope("reviews:decide")),
):
    review_stmt = (
        select(EngineerReview)
        .options(selectinload(EngineerReview.engineer))
        .where(
            EngineerReview.incident_id == incident_id,
            EngineerReview.status == ReviewStatus.SUBMITTED,
        )
        .order_by(desc(EngineerReview.submitted_at))
        .with_for_update()
    )
    review = (await db.execute(review_stmt)).scalar_one_or_none()
    if not review:
        raise HTTPException(status_code=404, detail="No submitted review found")
    if review.decision != ReviewDecision.PENDING:
        raise HTTPException(status_code=400, detail="Decision already made")
    review.decision = decision_request.decision
    review.status = ReviewStatus.ACCEPTED
    result = await db.execute(
        update(Engineer)
        .where(Engineer.id == review.engineer_id)
        .values(current_review_count=func.greatest(0, Engineer.current_review_count - 1))
        .returning(Engineer.id)
    )
    if result.scalar_one_or_none() is None:
        raise HTTPException(status_code=500, detail="Engineer not found")
    await db.execute(
        update(Incident).where(Incident.id == incident_id).values(status=IncidentStatus.RESOLVED)
    )
    await db.commit()
    return review


@router.get("/reviews/overdue")
async def overdue_reviews(
    db: DbSession,
    user=get_current_principal,
    limit: Annotated[int, Query(le=100)] = 50,
):
    now = datetime.now(timezone.utc)
    rows = await db.scalars(
        select(EngineerReview).where(EngineerReview.assigned_at < now).limit(limit)
    )
    return rows.all()
