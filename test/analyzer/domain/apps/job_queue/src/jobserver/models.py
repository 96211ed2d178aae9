import enum
from datetime import datetime, timezone
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel


class TaskStatus(str, enum.Enum):
    PENDING = "pending"
    CLAIMED = "claimed"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


TERMINAL_STATUSES = {TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED}

VALID_TRANSITIONS = {
    TaskStatus.PENDING: frozenset({TaskStatus.CLAIMED, TaskStatus.CANCELLED}),
    TaskStatus.CLAIMED: frozenset({TaskStatus.RUNNING, TaskStatus.CANCELLED}),
    TaskStatus.RUNNING: frozenset({TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED}),
}


def now() -> datetime:
    return datetime.now(timezone.utc)


class WorkerJobLink(SQLModel, table=True):
    worker_id: UUID = Field(foreign_key="worker.id", primary_key=True, ondelete="CASCADE")
    job_id: UUID = Field(foreign_key="job.id", primary_key=True, ondelete="CASCADE")


class Job(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("room_id", "category", "name", name="uq_job"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    room_id: str = Field(index=True)
    category: str
    name: str
    payload_schema: dict = Field(default_factory=dict, sa_column=Column(JSON))
    deleted: bool = Field(default=False)
    workers: list["Worker"] = Relationship(back_populates="jobs", link_model=WorkerJobLink)
    tasks: list["Task"] = Relationship(back_populates="job")

    @property
    def full_name(self) -> str:
        return f"{self.room_id}:{self.category}:{self.name}"


class Worker(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID | None = Field(default=None, foreign_key="user.id")
    last_heartbeat: datetime = Field(default_factory=now)
    jobs: list[Job] = Relationship(back_populates="workers", link_model=WorkerJobLink)


class Task(SQLModel, table=True):
    __table_args__ = (Index("ix_task_job_status_created", "job_id", "status", "created_at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    job_id: UUID = Field(foreign_key="job.id", index=True)
    worker_id: UUID | None = Field(default=None, foreign_key="worker.id")
    room_id: str = Field(index=True)
    status: TaskStatus = Field(default=TaskStatus.PENDING, index=True)
    payload: dict = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(default_factory=now)
    completed_at: datetime | None = None
    job: Job | None = Relationship(back_populates="tasks")
