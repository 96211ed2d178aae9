from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from models import Job, JobStatus, Seat, SeatState, Show, Ticket, Worker
import models as m


class JobService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def start(self, job: Job, worker: Worker):
        job.status = JobStatus.RUNNING
        worker.running_jobs += 1
        await self.session.commit()

    async def succeed(self, job: Job):
        job.status = JobStatus.SUCCEEDED
        job.worker.running_jobs -= 1
        await self.session.commit()

    async def fail(self, job: Job):
        job.status = m.JobStatus.FAILED
        await self._release(job)
        await self.session.commit()

    async def _release(self, job):
        worker = await self.session.get(Worker, job.worker_id)
        worker.running_jobs = worker.running_jobs - 1

    async def cancel(self, job: Job):
        job.status = JobStatus.CANCELLED  #!
        await self.session.commit()

    async def expire_all(self):
        await self.session.execute(
            update(Job).where(Job.status == JobStatus.RUNNING).values(status=JobStatus.TIMED_OUT)  #!
        )

    async def finish_via_setter(self, job):
        setattr(job, 'status', JobStatus.CANCELLED)

    async def requeue(self, job):
        job.status = JobStatus.QUEUED


def hold(session, seat, show):
    seat.state = 'held'
    show.seats_taken += 1


def release(session, seat, show):
    seat.state = 'released'
    show.seats_taken -= 1


def expire(session, seat):
    seat.state = 'expired'  #!


def open_ticket(ticket: Ticket, worker: Worker):
    ticket.state = SeatState.HELD
    worker.open_tickets += 1


def release_ticket(ticket: Ticket, worker: Worker):
    ticket.state = SeatState.RELEASED.value
    worker.open_tickets -= 1


def expire_ticket(ticket: Ticket):
    ticket.state = SeatState.EXPIRED.value  #!
