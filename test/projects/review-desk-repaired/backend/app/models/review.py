import enum
from datetime import datetime
from uuid import UUID, uuid4
from sqlalchemy import Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from app.models.base import Base


class ReviewStatus(str, enum.Enum):
    ASSIGNED = 'assigned'
    IN_PROGRESS = 'in_progress'
    SUBMITTED = 'submitted'
    ACCEPTED = 'accepted'
    REJECTED = 'rejected'
    CANCELLED = 'cancelled'


class Decision(str, enum.Enum):
    PENDING = 'pending'
    HUMAN = 'human'
    MACHINE = 'machine'


class CaseReview(Base):
    __tablename__ = 'case_reviews'

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(index=True)
    analyst_id: Mapped[UUID] = mapped_column(
        ForeignKey('analysts.id', ondelete='RESTRICT'), index=True
    )
    status: Mapped[ReviewStatus] = mapped_column(Enum(ReviewStatus), default=ReviewStatus.ASSIGNED)
    decision: Mapped[Decision] = mapped_column(Enum(Decision), default=Decision.PENDING)
    decided_at: Mapped[datetime | None]
    rationale: Mapped[str | None] = mapped_column(String(2000))

    analyst: Mapped['Analyst'] = relationship('Analyst', back_populates='reviews')

    __table_args__ = (
        Index('ix_review_case_status', 'case_id', 'status'),
        Index(
            'uq_active_review_per_case',
            'case_id',
            unique=True,
            postgresql_where=text("status IN ('assigned', 'in_progress')"),
        ),
    )
