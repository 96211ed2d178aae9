// Tasks, event handlers and what leaves the process.
import { expect, test } from 'vitest'
import { appFiles } from './app-files.ts'
import { projectOf } from './project-of.ts'

const { domain } = projectOf({
  ...appFiles('job_queue'),
  ...appFiles('review_api'),
  'mailer/tasks.py': `
import smtplib
from django.core.mail import send_mail
from arq.connections import RedisSettings
from sqlalchemy import event
from django.dispatch import receiver
from django.db.models.signals import post_save
from requests import Session

def notify(address):
    with smtplib.SMTP("localhost") as server:
        server.sendmail("a", address, "text")

def welcome(user):
    send_mail("Hi", "text", None, [user])
    notify(user)

async def report(ctx): ...

class WorkerSettings:
    functions = [report]
    redis_settings = RedisSettings()

@event.listens_for(Session, "after_commit")
def committed(session): ...

@receiver(post_save)
def saved(sender, **kwargs): ...

def quiet(items, logger):
    items.get("a")
    logger.debug("x")
`,
})

test('tasks of worker libraries with their promises', () => {
  expect(
    domain.tasks.tasks.map(({ function: own, library, name, isRetried, acksLate }) =>
      [own.summary.name, library, name, isRetried && 'retried', acksLate && 'late']
        .filter(Boolean)
        .join(' '),
    ),
  ).toEqual([
    'center taskiq center retried',
    'run_job celery retried late',
    'cleanup celery jobs.cleanup',
    'report arq retried late',
  ])
})

test('handlers of events', () => {
  expect(
    domain.tasks.handlers
      .map(({ function: own, kind, event }) => `${kind} ${event} ${own.summary.name}`)
      .toSorted(),
  ).toEqual([
    'orm-event after_commit committed',
    'signal post_save saved',
    'signal worker_ready on_ready',
    'socket connect connect',
    'socket job:join join_job',
    'socket subscribe on_subscribe',
    'worker-event WORKER_STARTUP startup',
  ])
})

test('effects by function', () => {
  const found = domain.effects.all.map(
    (one) => `${one.caller?.summary.name} ${one.kind} ${one.name} ${one.certainty}`,
  )
  expect(found.toSorted()).toEqual([
    'cleanup task run_job.delay known',
    'emit emit emit by-name',
    'join_job emit socketio.AsyncServer().emit known',
    'notify mail smtplib.SMTP().sendmail known',
    'notify_engineer http httpx.AsyncClient().post known',
    'on_ready task cleanup.apply_async known',
    'on_subscribe emit socketio.AsyncNamespace().emit known',
    'submit_task task kiq by-name',
    'update_status publish redis.from_url().publish known',
    'welcome mail django.core.mail.send_mail known',
  ])
})

test('a call of a function that sends counts as sending', () => {
  const welcome = domain.index.function('mailer/tasks.py', 'welcome')
  const kinds = welcome && domain.effects.reached(welcome).map(({ name }) => name)
  expect(kinds).toEqual(['django.core.mail.send_mail', 'smtplib.SMTP().sendmail'])
  const quiet = domain.index.function('mailer/tasks.py', 'quiet')
  expect(quiet && domain.effects.of(quiet)).toEqual([])
})
