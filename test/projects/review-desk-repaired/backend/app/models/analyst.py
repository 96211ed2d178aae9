import enum
from uuid import UUID, uuid4
from sqlalchemy import CheckConstraint, Enum, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from app.models.base import Base


class AnalystStatus(str, enum.Enum):
    ACTIVE = 'active'
    AWAY = 'away'
    OFFLINE = 'offline'


class Analyst(Base):
    __tablename__ = 'analysts'

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(200), unique=True)
    status: Mapped[AnalystStatus] = mapped_column(Enum(AnalystStatus), default=AnalystStatus.ACTIVE)
    is_available: Mapped[bool] = mapped_column(default=True)
    open_review_count: Mapped[int] = mapped_column(Integer, default=0)
    max_open_reviews: Mapped[int] = mapped_column(Integer, default=3)

    reviews: Mapped[list['CaseReview']] = relationship(
        'CaseReview',
        back_populates='analyst',
        passive_deletes='all',
    )

    __table_args__ = (
        Index('ix_analyst_available', 'is_available', 'status'),
        CheckConstraint('open_review_count >= 0', name='open_reviews_not_negative'),
        CheckConstraint('open_review_count <= max_open_reviews', name='open_reviews_within_capacity'),
    )
