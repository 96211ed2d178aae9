import enum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Enum, Index, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.mixins import TimestampMixin, uuid_pk

if TYPE_CHECKING:
    from app.models.engineer_review import EngineerReview


class EngineerStatus(str, enum.Enum):
    ACTIVE = "active"
    BUSY = "busy"
    OFFLINE = "offline"


class Engineer(TimestampMixin, Base):
    """Someone who reviews incidents."""

    __tablename__ = "engineers"

    id: Mapped[uuid_pk]
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    status: Mapped[EngineerStatus] = mapped_column(
        Enum(EngineerStatus, native_enum=False), default=EngineerStatus.ACTIVE
    )
    is_available: Mapped[bool] = mapped_column(default=True)
    current_review_count: Mapped[int] = mapped_column(default=0)
    max_concurrent_reviews: Mapped[int] = mapped_column(default=3)
    expertise: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    preferences: Mapped[dict] = mapped_column(MutableDict.as_mutable(JSONB), default=dict)
    timezone: Mapped[str | None]

    reviews: Mapped[list["EngineerReview"]] = relationship(
        "EngineerReview",
        back_populates="engineer",
        cascade="all, delete-orphan",
        order_by="desc(EngineerReview.assigned_at)",
    )

    __table_args__ = (
        Index("idx_engineer_available", "is_available", "status"),
        Index("idx_engineer_workload", "current_review_count", "is_available"),
        CheckConstraint("current_review_count >= 0", name="check_review_count_non_negative"),
        CheckConstraint(max_concurrent_reviews > 0, name="check_max_reviews_positive"),
    )

    @property
    def has_capacity(self) -> bool:
        return self.current_review_count < self.max_concurrent_reviews
