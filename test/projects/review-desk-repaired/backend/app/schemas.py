from datetime import datetime
from uuid import UUID
from pydantic import BaseModel, Field
from app.models import AnalystStatus, Decision, ReviewStatus


class AnalystIn(BaseModel):
    name: str = Field(max_length=200)
    email: str = Field(max_length=200)
    max_open_reviews: int = Field(default=3, ge=1, le=20)


class AnalystPatch(BaseModel):
    name: str | None = Field(default=None, max_length=200)
    status: AnalystStatus | None = None
    max_open_reviews: int | None = None


class AnalystOut(AnalystIn):
    id: UUID
    status: AnalystStatus
    open_review_count: int


class AssignIn(BaseModel):
    analyst_id: UUID


class DecisionIn(BaseModel):
    decision: Decision
    rationale: str = Field(max_length=4000)


class ReviewOut(BaseModel):
    id: UUID
    case_id: UUID
    status: ReviewStatus
    decision: Decision
    decided_at: datetime | None
