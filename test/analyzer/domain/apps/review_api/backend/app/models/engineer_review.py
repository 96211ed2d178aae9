import enum
import uuid
from datetime import datetime
from typing import Optional

from sqlalchemy import DateTime, Enum, ForeignKey, Index, String, Text, and_, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.engineer import Engineer
from app.models.mixins import TimestampMixin, VersionedMixin, uuid_pk


class ReviewStatus(str, enum.Enum):
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class ReviewDecision(str, enum.Enum):
    PENDING = "pending"
    AI_APPROACH = "ai_approach"
    ENGINEER_APPROACH = "engineer_approach"


VALID_TRANSITIONS: dict[ReviewStatus, set[ReviewStatus]] = {
    ReviewStatus.ASSIGNED: {ReviewStatus.IN_PROGRESS, ReviewStatus.CANCELLED},
    ReviewStatus.IN_PROGRESS: {ReviewStatus.SUBMITTED, ReviewStatus.CANCELLED},
    ReviewStatus.SUBMITTED: {ReviewStatus.ACCEPTED, ReviewStatus.REJECTED},
    ReviewStatus.ACCEPTED: set(),
    ReviewStatus.REJECTED: set(),
    ReviewStatus.CANCELLED: set(),
}


class EngineerReview(TimestampMixin, VersionedMixin, Base):
    __tablename__ = "engineer_reviews"

    id: Mapped[uuid_pk]
    incident_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("incidents.id", ondelete="CASCADE"))
    engineer_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey(Engineer.id, ondelete="CASCADE"), nullable=False, index=True
    )
    status: Mapped[ReviewStatus] = mapped_column(Enum(ReviewStatus), default=ReviewStatus.ASSIGNED)
    decision: Mapped[ReviewDecision] = mapped_column(default=ReviewDecision.PENDING)
    priority: Mapped[str] = mapped_column(String(20), default="normal")
    notes: Mapped[Optional[str]] = mapped_column(Text)
    findings: Mapped[dict] = mapped_column(JSONB, default={})
    assigned_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=datetime.utcnow()
    )
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    engineer: Mapped["Engineer"] = relationship(back_populates="reviews", lazy="joined")
    incident = relationship("Incident", back_populates="reviews", passive_deletes=True)

    __table_args__ = (
        Index("idx_review_status_assigned", "status", "assigned_at"),
        Index("idx_review_engineer_status", "engineer_id", "status"),
        Index(
            "idx_active_review_per_incident",
            "incident_id",
            unique=True,
            postgresql_where=text("status IN ('assigned', 'in_progress')"),
        ),
        Index(
            "idx_open_decision",
            incident_id,
            unique=True,
            postgresql_where=and_(decision == ReviewDecision.PENDING, submitted_at.is_not(None)),
        ),
        {"schema": None},
    )

    def can_transition_to(self, new_status: ReviewStatus) -> bool:
        return new_status in VALID_TRANSITIONS.get(self.status, set())

    def validate_transition(self, new_status: ReviewStatus) -> None:
        if not self.can_transition_to(new_status):
            raise ValueError(f"Invalid status transition: {self.status} -> {new_status}")
