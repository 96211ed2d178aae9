import asyncio
import logging
from typing import Annotated
from uuid import UUID
from fastapi import APIRouter, HTTPException, Query, Request
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select, update
from jobhub.dependencies import SessionDep, UserDep
from jobhub.models import TRANSITIONS, Job, Task, TaskState
from jobhub.schemas import JobIn, TaskIn, TaskOut, TransitionIn

logger = logging.getLogger(__name__)
router = APIRouter(prefix='/rooms/{room_id}')

@router.post('/jobs', response_model=UUID)
async def register_job(room_id: str, body: JobIn, session: SessionDep, user: UserDep):
    found = (await session.exec(select(Job).where(Job.room_id == room_id, Job.name == body.name))).first()
    if found is not None:
        return found.id
    job = Job(room_id=room_id, name=body.name)
    session.add(job)
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
        return (await session.exec(select(Job.id).where(Job.room_id == room_id, Job.name == body.name))).one()
    return job.id

@router.post('/jobs/{job_name}/tasks', response_model=TaskOut)
async def submit_task(room_id: str, job_name: str, body: TaskIn, session: SessionDep, user: UserDep, request: Request):
    job = (await session.exec(select(Job).where(Job.room_id == room_id, Job.name == job_name))).first()
    if job is None:
        raise HTTPException(status_code=404)
    registry = request.app.state.internal_registry
    is_internal = room_id == '@internal'
    if is_internal and (registry is None or job.name not in registry.tasks):
        raise HTTPException(status_code=503, detail='not configured')
    task = Task(job_id=job.id, room_id=room_id)
    session.add(task)
    await session.commit()
    if is_internal:
        try:
            await registry.tasks[job.name].kiq(task_id=str(task.id))
        except Exception:
            task.state = TaskState.FAILED
            await session.commit()
            raise
    return task

@router.get('/tasks', response_model=list[TaskOut])
async def list_tasks(room_id: str, session: SessionDep, user: UserDep, offset: int = 0, limit: Annotated[int, Query(le=100)] = 20):
    rows = await session.exec(select(Task).where(Task.room_id == room_id).order_by(Task.created_at, Task.id).offset(offset).limit(limit))
    return rows.all()

@router.get('/tasks/{task_id}', response_model=TaskOut)
async def read_task(room_id: str, task_id: UUID, session: SessionDep, user: UserDep):
    task = (await session.exec(select(Task).where(Task.id == task_id, Task.room_id == room_id))).first()
    if task is None:
        raise HTTPException(status_code=404)
    return task

@router.post('/tasks/claim', response_model=TaskOut | None)
async def claim_task(room_id: str, worker_id: UUID, session: SessionDep, user: UserDep):
    task = (
        await session.exec(
            select(Task).where(Task.room_id == room_id, Task.state == TaskState.PENDING).order_by(Task.created_at).limit(1).with_for_update(skip_locked=True)
        )
    ).first()
    if task is None:
        return None
    task.state = TaskState.CLAIMED
    task.worker_id = worker_id
    await session.commit()
    return task

@router.post('/tasks/claim-safely', response_model=TaskOut | None)
async def claim_safely(room_id: str, worker_id: UUID, session: SessionDep, user: UserDep):
    for attempt in range(5):
        candidate = (
            await session.exec(
                select(Task.id).where(Task.room_id == room_id, Task.state == TaskState.PENDING).order_by(Task.created_at).limit(1)
            )
        ).first()
        if candidate is None:
            return None
        claimed = await session.exec(
            update(Task)
            .where(Task.id == candidate, Task.state == TaskState.PENDING)
            .values(state=TaskState.CLAIMED, worker_id=worker_id)
        )
        await session.commit()
        if claimed.rowcount == 1:
            return await session.get(Task, candidate)
    raise HTTPException(status_code=409, detail='claimed by others')

@router.patch('/tasks/{task_id}', response_model=TaskOut)
async def update_task_state(room_id: str, task_id: UUID, body: TransitionIn, session: SessionDep, user: UserDep):
    task = (await session.exec(select(Task).where(Task.id == task_id, Task.room_id == room_id).with_for_update())).first()
    if task is None:
        raise HTTPException(status_code=404)
    if body.state not in TRANSITIONS.get(task.state, set()):
        raise HTTPException(status_code=409)
    task.state = body.state
    await session.flush()
    left = (await session.exec(select(func.count()).select_from(Task).where(Task.job_id == task.job_id, Task.state == TaskState.PENDING))).one()
    if left == 0:
        job = await session.get(Job, task.job_id)
        job.deleted = True
    await session.commit()
    return task

@router.delete('/jobs/{job_id}', status_code=204)
async def delete_job(room_id: str, job_id: UUID, session: SessionDep, user: UserDep) -> None:
    job = (await session.exec(select(Job).where(Job.id == job_id, Job.room_id == room_id))).first()
    if job is not None:
        await session.delete(job)
        await session.commit()
