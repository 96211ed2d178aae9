import asyncio
import logging
from datetime import UTC, datetime, timedelta
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel import select
from jobhub.models import Task, TaskState

logger = logging.getLogger(__name__)

async def sweep(factory: async_sessionmaker, socket) -> int:
    limit = datetime.now(UTC) - timedelta(minutes=5)
    async with factory() as session:
        stale = (await session.scalars(select(Task).where(Task.state == TaskState.RUNNING, Task.created_at < limit))).all()
        for task in stale:
            task.state = TaskState.FAILED  #!
            task.completed_at = datetime.now(UTC)
            await session.commit()
            await socket.emit('task', {'id': str(task.id)})
        return len(stale)

async def run_sweeper(factory: async_sessionmaker, socket) -> None:
    while True:
        try:
            await sweep(factory, socket)
        except Exception:
            logger.exception('sweep failed')
        await asyncio.sleep(30)
