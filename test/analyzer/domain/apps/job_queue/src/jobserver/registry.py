from typing import Any

from fastapi import FastAPI
from taskiq import InMemoryBroker, TaskiqEvents, TaskiqState

broker = InMemoryBroker()


class InternalRegistry:
    def __init__(self) -> None:
        self.tasks: dict[str, Any] = {}

    def register(self, name: str, task: Any) -> None:
        self.tasks[name] = task


_registry: InternalRegistry | None = None


def get_internal_registry() -> InternalRegistry | None:
    return _registry


def configure(app: FastAPI) -> None:
    global _registry
    _registry = InternalRegistry()
    _registry.register("@internal:modifiers:center", center)


@broker.task(task_name="center", retry_on_error=True)
async def center(task_id: str, payload: dict) -> None:
    print(task_id, payload)


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def startup(state: TaskiqState) -> None:
    state.ready = True
