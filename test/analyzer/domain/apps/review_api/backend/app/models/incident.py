import enum
import uuid

from sqlalchemy import Boolean, Column, Enum, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.models.mixins import TenantMixin, TimestampMixin, uuid_pk


class IncidentStatus(enum.StrEnum):
    OPEN = enum.auto()
    AWAITING_REVIEW = enum.auto()
    RESOLVED = enum.auto()


incident_tags = Table(
    "incident_tags",
    Base.metadata,
    Column("incident_id", ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(40), primary_key=True),
)


class Tenant(Base):
    __tablename__ = "tenants"

    id: Mapped[uuid_pk]
    slug: Mapped[str]


class Incident(TenantMixin, TimestampMixin, Base):
    __tablename__ = "incidents"
    __table_args__ = (UniqueConstraint("tenant_id", "number", name="uq_incident_number"),)

    id: Mapped[uuid_pk]
    number = Column(Integer, nullable=False)
    title = Column(String(200), nullable=False)
    status = Column(Enum(IncidentStatus), nullable=False, default=IncidentStatus.OPEN)
    severity = Column(Enum("low", "high", name="incident_severity"), nullable=False)
    archived = Column(Boolean, default=False)
    reviews = relationship("EngineerReview", back_populates="incident")


class AuditLog(TimestampMixin, Base):
    __tablename__ = "audit_log"

    id: Mapped[uuid_pk]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("engineers.id", ondelete="SET NULL"))
    action: Mapped[str]
