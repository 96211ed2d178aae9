from arq import ArqRedis
from celery import shared_task
from django.db import models, transaction
from fastapi import BackgroundTasks
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
import redis
import boto3


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default="pending")


@shared_task
def run(key): ...


def d(db: Session, key):
    job = db.get(Job, key)
    job.status = "queued"
    db.commit()
    run.delay(key)  #!


class DJob(models.Model):
    status = models.TextField(default="pending")


def e():
    job = DJob.objects.create(status="pending")
    run.delay(job.pk)  #!


def f():
    with transaction.atomic():
        job = DJob.objects.create(status="pending")
    run.delay(job.pk)  #!


def qa(db: Session):
    job = Job(status="pending")
    db.add(job)
    db.commit()
    try:
        run.delay(job.id)
    except Exception:
        job.status = "failed"
        db.commit()
        raise


def qb(db: Session):
    job = db.get(Job, 1)
    db.commit()
    run.delay(job.id)


def qe(db: Session):
    job = Job(status="pending")
    db.add(job)
    db.commit()
    return job


def qf(key):
    job = DJob.objects.create(status="pending")
    try:
        run.delay(job.pk)
    except OSError:
        job.status = "failed"
        job.save()


@transaction.atomic
def qg():
    job = DJob.objects.create(status="pending")
    transaction.on_commit(lambda: run.delay(job.pk))


def qh(db: Session, key):
    job = db.get(Job, key)
    job.status = "done"
    db.commit()
    run.delay(key)


def qi(name):
    job = DJob.objects.create(status="done")
    run.delay(job.pk)
