from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class FrozenEvent(BaseModel):
    model_config = ConfigDict(frozen=True)


class TaskAvailable(FrozenEvent):
    job_name: str
    task_id: UUID


class TaskStatusEvent(FrozenEvent):
    task_id: UUID
    status: str
    queue_position: int | None = None


@dataclass(frozen=True)
class Emission:
    event: FrozenEvent
    room: str


def room_name(job_name: str) -> str:
    return f"jobs:{job_name}"


async def emit(tsio: Any, emissions: set[Emission]) -> None:
    if tsio is None:
        return
    for emission in emissions:
        await tsio.emit(type(emission.event).__name__, emission.event.model_dump(), room=emission.room)
