import uuid
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.models import ReviewDecision, ReviewStatus


class ReviewAssignment(BaseModel):
    engineer_id: uuid.UUID
    priority: str = Field(default="normal", pattern="^(low|normal|high|critical)$")


class ReviewDecisionRequest(BaseModel):
    decision: ReviewDecision
    rationale: str = Field(min_length=1)


class EngineerReviewResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    incident_id: uuid.UUID
    engineer_id: uuid.UUID
    status: ReviewStatus
    decision: ReviewDecision
    assigned_at: datetime
