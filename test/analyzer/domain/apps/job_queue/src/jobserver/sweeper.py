import asyncio
import logging
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import select

from .events import Emission, TaskStatusEvent, emit
from .models import TERMINAL_STATUSES, Task, TaskStatus, Worker, now
from .settings import JobServerSettings

logger = logging.getLogger(__name__)


async def cleanup_worker(session: AsyncSession, worker: Worker) -> set[Emission]:
    emissions: set[Emission] = set()
    result = await session.exec(
        select(Task).where(
            Task.worker_id == worker.id,
            Task.status.in_([TaskStatus.CLAIMED, TaskStatus.RUNNING]),
        )
    )
    for task in result.all():
        task.status = TaskStatus.FAILED
        task.completed_at = now()
        event = TaskStatusEvent(task_id=task.id, status=task.status.value)
        emissions.add(Emission(event, f"room:{task.room_id}"))
    await session.delete(worker)
    await session.commit()
    return emissions


async def run_sweeper(
    session_maker: async_sessionmaker[AsyncSession], settings: JobServerSettings, tsio=None
) -> None:
    while True:
        await asyncio.sleep(settings.sweeper_interval_seconds)
        try:
            async with session_maker() as session:
                cutoff = now() - timedelta(seconds=settings.worker_timeout_seconds)
                stale = await session.exec(select(Worker).where(Worker.last_heartbeat < cutoff))
                for worker in stale.all():
                    await emit(tsio, await cleanup_worker(session, worker))
        except Exception:
            logger.exception("sweep failed")
