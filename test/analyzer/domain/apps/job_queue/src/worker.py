from celery import Celery, shared_task
from celery.signals import worker_ready

from queueing.simple_queue import SimpleQueue

celery_app = Celery("worker", broker="redis://localhost:6379/1")


@celery_app.task(bind=True, acks_late=True, autoretry_for=(ConnectionError,), max_retries=3)
def run_job(self, job_id: str) -> None:
    SimpleQueue().update_status(job_id, "running")


@shared_task(name="jobs.cleanup", ignore_result=True)
def cleanup() -> None:
    for key in SimpleQueue().list_jobs():
        run_job.delay(key)


@worker_ready.connect
def on_ready(**kwargs):
    cleanup.apply_async(countdown=10)
