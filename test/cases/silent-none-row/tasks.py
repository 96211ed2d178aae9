from dataclasses import dataclass
from typing import Annotated

import strawberry
from celery import shared_task
from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from sqlmodel import Field, Session as SQLSession, SQLModel, select as sselect

app = FastAPI()


class Job(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    state: str
    slug: str


@shared_task
def run(job_id):
    with SQLSession(engine) as session:
        job = session.get(Job, job_id)
        job.state = 'running'  #!
        session.commit()


def by_slug(session: SQLSession, slug: str):
    job = session.exec(sselect(Job).where(Job.slug == slug)).first()
    return job.state  #!


def one(session: SQLSession, slug: str):
    return session.exec(sselect(Job).where(Job.slug == slug)).one().state


def optional(session: SQLSession, slug: str):
    job = session.exec(sselect(Job).where(Job.slug == slug)).first()
    return getattr(job, 'state', None)


def guarded(session: SQLSession, job_id: int):
    job = session.get(Job, job_id)
    if not job:
        return None
    return job.state


def guarded_else(session: SQLSession, job_id: int):
    job = session.get(Job, job_id)
    if job is not None:
        job.state = 'x'
    else:
        raise KeyError(job_id)


def loop_guard(session: SQLSession, job_id: int):
    while (job := session.get(Job, job_id)) is None:
        wait()
    return job.state


def required(session: SQLSession, job_id: int):
    job = session.get(Job, job_id)
    ensure(job)
    return job.state


def matched(session: SQLSession, job_id: int):
    match session.get(Job, job_id):
        case None:
            raise KeyError
        case job:
            return job.state


def both(session: SQLSession, job_id: int, other_id: int):
    job, other = session.get(Job, job_id), session.get(Job, other_id)
    if job is None or other is None:
        raise KeyError
    return job.state + other.state


def default(session: SQLSession, job_id: int):
    job = session.get(Job, job_id) or Job(state='new', slug='x')
    return job.state


def checked_first(session: SQLSession, job_id: int):
    if not exists(session, job_id):
        raise KeyError(job_id)
    job = session.get(Job, job_id)
    return job.state


def asserting(session: SQLSession, job_id: int):
    job = session.get(Job, job_id)
    assert job
    return job.state
