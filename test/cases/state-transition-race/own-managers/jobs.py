from database import UnitOfWork, get_db, registry
from models import Job


async def start(key):
    async with registry.session() as session:
        job = await session.get(Job, key)
        if job.state != "queued":
            raise ValueError(key)
        job.state = "running" #!


async def start_locked(key):
    async with registry.session() as session:
        job = await session.get(Job, key, with_for_update=True)
        if job.state != "queued":
            raise ValueError(key)
        job.state = "running"


async def cancel(work: UnitOfWork, key):
    async with work:
        job = await work.session.get(Job, key)
        if job.state == "done":
            return False
        job.state = "cancelled" #!
        return True


def pretend(key):
    with get_db() as db:
        job = db.get(Job, key)
        if job.state != "queued":
            raise ValueError(key)
        job.state = "running"
        return job
