import asyncio
import random
from uuid import UUID

from fastapi import APIRouter, Header, HTTPException, Query, Response, status
from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import selectinload
from sqlmodel import select

from .dependencies import CurrentUserDep, LockedSessionDep, SessionDep, SettingsDep, TsioDep
from .events import Emission, TaskAvailable, TaskStatusEvent, emit, room_name
from .models import TERMINAL_STATUSES, VALID_TRANSITIONS, Job, Task, TaskStatus, Worker, WorkerJobLink, now
from .registry import InternalRegistry, get_internal_registry

router = APIRouter(prefix="/v1/joblib", tags=["joblib"])


def validate_room_id(room_id: str) -> None:
    if "@" in room_id and room_id not in ("@global", "@internal"):
        raise HTTPException(status_code=422, detail="Invalid room id")


async def _queue_position(session, task: Task) -> int:
    result = await session.exec(
        select(func.count())
        .select_from(Task)
        .where(
            Task.job_id == task.job_id,
            Task.status == TaskStatus.PENDING,
            Task.created_at < task.created_at,
        )
    )
    return result.one()


@router.put("/rooms/{room_id}/jobs", status_code=status.HTTP_201_CREATED)
async def register_job(
    room_id: str,
    category: str,
    name: str,
    session: LockedSessionDep,
    user: CurrentUserDep,
    settings: SettingsDep,
    response: Response,
):
    validate_room_id(room_id)
    if category not in settings.allowed_categories:
        raise HTTPException(status_code=400, detail="Unknown category")
    result = await session.exec(
        select(Job).where(Job.room_id == room_id, Job.category == category, Job.name == name)
    )
    job = result.one_or_none()
    if job is None:
        job = Job(room_id=room_id, category=category, name=name)
        session.add(job)
    elif job.deleted:
        job.deleted = False
    else:
        response.status_code = 200
    worker = Worker(user_id=user.id)
    session.add(worker)
    session.add(WorkerJobLink(worker_id=worker.id, job_id=job.id))
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(status_code=409) from error
    return job


@router.post("/rooms/{room_id}/tasks/{job_name}", status_code=202)
async def submit_task(
    room_id: str,
    job_name: str,
    payload: dict,
    session: SessionDep,
    user: CurrentUserDep,
    tsio: TsioDep,
):
    validate_room_id(room_id)
    parts = job_name.split(":")
    if len(parts) != 3:
        raise HTTPException(status_code=404, detail="Malformed job name")
    job = (
        await session.exec(
            select(Job).where(
                Job.room_id == parts[0], Job.category == parts[1], Job.name == parts[2]
            )
        )
    ).first()
    if job is None or job.deleted:
        raise HTTPException(status_code=404, detail="Job not found")
    task = Task(job_id=job.id, room_id=room_id, payload=payload)
    session.add(task)
    await session.commit()
    await session.refresh(task)
    registry: InternalRegistry | None = get_internal_registry()
    if job.room_id == "@internal":
        if registry is None or job.full_name not in registry.tasks:
            raise HTTPException(status_code=503, detail="Internal jobs are not configured")
        await registry.tasks[job.full_name].kiq(task_id=str(task.id), payload=payload)
    await emit(tsio, {Emission(TaskAvailable(job_name=job_name, task_id=task.id), room_name(job_name))})
    return task


@router.post("/tasks/claim")
async def claim_task(
    worker_id: UUID,
    session: SessionDep,
    settings: SettingsDep,
    user: CurrentUserDep,
):
    for attempt in range(settings.claim_max_attempts):
        candidate = (
            await session.exec(
                select(Task)
                .join(WorkerJobLink, WorkerJobLink.job_id == Task.job_id)
                .where(WorkerJobLink.worker_id == worker_id, Task.status == TaskStatus.PENDING)
                .order_by(Task.created_at)
                .limit(1)
            )
        ).first()
        if candidate is None:
            return {"task": None}
        try:
            claimed = await session.execute(
                update(Task)
                .where(Task.id == candidate.id, Task.status == TaskStatus.PENDING)
                .values(status=TaskStatus.CLAIMED, worker_id=worker_id)
            )
            await session.commit()
        except OperationalError:
            await session.rollback()
            await asyncio.sleep(0.05 * 2**attempt * random.random())
            continue
        if claimed.rowcount == 1:
            return {"task": candidate}
    return {"task": None}


@router.patch("/tasks/{task_id}")
async def update_task_status(
    task_id: UUID,
    new_status: TaskStatus,
    session: SessionDep,
    tsio: TsioDep,
    user: CurrentUserDep,
):
    task = (
        await session.exec(select(Task).where(Task.id == task_id).options(selectinload(Task.job)))
    ).one_or_none()
    if task is None:
        raise HTTPException(status_code=404)
    if new_status not in VALID_TRANSITIONS.get(task.status, frozenset()):
        raise HTTPException(status_code=409, detail="Invalid transition")
    task.status = new_status
    if new_status in TERMINAL_STATUSES:
        task.completed_at = now()
    await session.commit()
    position = await _queue_position(session, task)
    event = TaskStatusEvent(task_id=task.id, status=new_status.value, queue_position=position)
    await emit(tsio, {Emission(event, f"room:{task.room_id}")})
    return task


@router.get("/rooms/{room_id}/tasks")
async def list_tasks_for_room(
    room_id: str,
    session: SessionDep,
    user: CurrentUserDep,
    status: TaskStatus | None = None,
    limit: int = Query(50, ge=1, le=500),
    offset: int = 0,
):
    base = select(Task).where(Task.room_id == room_id)
    if status is not None:
        base = base.where(Task.status == status)
    rows = await session.exec(base.offset(offset).limit(limit))
    return rows.all()


@router.get("/tasks/{task_id}")
async def get_task_status(task_id: UUID, session: SessionDep, prefer: str | None = Header(None)):
    task = await session.get(Task, task_id)
    if task is None:
        raise HTTPException(status_code=404)
    return task
