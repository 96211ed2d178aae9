import enum
from datetime import datetime
from uuid import UUID, uuid4
from sqlmodel import Field, Relationship, SQLModel, UniqueConstraint

class TaskState(str, enum.Enum):
    PENDING = 'pending'
    CLAIMED = 'claimed'
    RUNNING = 'running'
    COMPLETED = 'completed'
    FAILED = 'failed'
    CANCELLED = 'cancelled'

TRANSITIONS: dict[TaskState, set[TaskState]] = {
    TaskState.PENDING: {TaskState.CLAIMED, TaskState.CANCELLED},
    TaskState.CLAIMED: {TaskState.RUNNING, TaskState.CANCELLED},
    TaskState.RUNNING: {TaskState.COMPLETED, TaskState.FAILED},
}

class Job(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    room_id: str = Field(index=True)
    name: str
    __table_args__ = (UniqueConstraint('room_id', 'name'),)
    deleted: bool = False
    tasks: list['Task'] = Relationship(back_populates='job')

class Task(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    job_id: UUID = Field(foreign_key='job.id', index=True)
    room_id: str = Field(index=True)
    state: TaskState = Field(default=TaskState.PENDING, index=True)
    worker_id: UUID | None = None
    created_at: datetime | None = None
    completed_at: datetime | None = None
    job: Job = Relationship(back_populates='tasks')
