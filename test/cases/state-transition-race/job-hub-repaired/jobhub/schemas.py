from uuid import UUID
from pydantic import BaseModel, Field
from jobhub.models import TaskState

class JobIn(BaseModel):
    name: str = Field(max_length=100)

class TaskIn(BaseModel):
    payload: dict[str, str] = Field(default_factory=dict)

class TaskOut(BaseModel):
    id: UUID
    state: TaskState

class TransitionIn(BaseModel):
    state: TaskState
