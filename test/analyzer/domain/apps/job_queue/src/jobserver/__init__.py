from .models import Job, Task, TaskStatus, Worker
from .router import router

__all__ = ["Job", "Task", "TaskStatus", "Worker", "router"]
