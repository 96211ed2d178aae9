from sqlalchemy import func, select, update
from models import Job, JobStatus, Seat, Show, Worker


def start(job, worker):
    job.status = JobStatus.RUNNING
    worker.running_jobs += 1


def succeed(job):
    finish(job, JobStatus.SUCCEEDED)


def finish(job, status):
    job.status = status
    job.worker.running_jobs -= 1


def fail(job):
    job.status = JobStatus.FAILED
    release(job.worker)


def release(worker):
    worker.running_jobs = max(0, worker.running_jobs - 1)


def cancel(job):
    job.status = JobStatus.CANCELLED
    cleanup(job)


def cleanup(job):
    release(job.worker)


def cancel_queued(job):
    if job.status == JobStatus.QUEUED:
        job.status = JobStatus.CANCELLED


def reject_before_start(job):
    assert job.status is JobStatus.QUEUED
    job.status = JobStatus.FAILED


def timeout(session, job):
    job.status = JobStatus.TIMED_OUT
    session.execute(update(Worker).where(Worker.id == job.worker_id).values(running_jobs=Worker.running_jobs - 1))


def timeout_recount(session, job):
    job.status = JobStatus.TIMED_OUT
    job.worker.running_jobs = session.scalar(select(func.count()).select_from(Job))


def import_job(row):
    job = Job()
    job.status = JobStatus.FAILED
    return job


def view(job):
    status = JobStatus.CANCELLED
    return job.status == status


def hold(seat, show):
    seat.state = 'held'
    show.seats_taken += 1


def let_go(seat, show):
    seat.state = 'released'
    show.seats_taken -= 1


def expire(seat, show):
    seat.state = 'expired'
    show.seats_taken -= 1


def archive(document):
    document.state = 'expired'
