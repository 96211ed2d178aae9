// The review of a job queue that moves from one Redis schema to another.
import { py } from '../../analyzer/rules/python.ts'
import type { SeedFinding } from './finding.ts'

export const JOB_QUEUE: readonly SeedFinding[] = [
  {
    id: 'CRITICAL-1',
    finding: 'Idempotency key blocks retries of a request that failed',
    rule: 'idempotency-key-before-work',
    code: py`
      import json
      import redis

      class SimpleQueue:
          def __init__(self, url: str) -> None:
              self._redis = redis.from_url(url, decode_responses=True)

          def enqueue(self, job_id: str, params: dict, client_request_id: str | None = None) -> bool:
              if client_request_id:
                  key = f"ai:idempotency:{client_request_id}"
                  if not self._redis.set(key, "1", nx=True, ex=86400): #!
                      return False
              self._redis.hset(f"ai:jobs:{job_id}", mapping={"params": json.dumps(params)})
              self._redis.rpush("ai:queue:pending", job_id)
              return True
    `,
  },
  {
    id: 'HIGH-1',
    finding: 'Job and queue are written one after the other, not at once',
    rule: 'redis-multi-step-write',
    code: py`
      import redis

      class SimpleQueue:
          def __init__(self, url: str) -> None:
              self._redis = redis.from_url(url, decode_responses=True)

          def enqueue(self, job_id: str, job: dict[str, str]) -> None:
              self._redis.hset(f"ai:jobs:{job_id}", mapping=job)
              self._redis.rpush("ai:queue:pending", job_id) #!
    `,
  },
  {
    id: 'HIGH-2',
    finding: 'The status of the new schema silently stays behind',
    rule: 'dual-write-divergence',
    code: py`
      import os
      import redis

      NEW_SCHEMA = os.getenv("AI_JOBS_NEW_SCHEMA", "off") == "on"

      class SimpleQueue:
          def __init__(self, url: str) -> None:
              self._redis = redis.from_url(url, decode_responses=True)

          def update_status(self, job_id: str, status: str, workspace_id: str | None = None) -> None:
              self._redis.hset(f"ai:jobs:{job_id}", "status", status)
              if NEW_SCHEMA and workspace_id:
                  key = f"ai:jobs:{workspace_id}:{job_id}"
                  if self._redis.exists(key):
                      self._redis.hset(key, "status", status) #!
    `,
  },
  {
    id: 'HIGH-3',
    finding: 'A failed second write leaves the queue without its job',
    rule: 'redis-multi-step-write',
    code: py`
      import redis.asyncio as redis

      async def enqueue(client: redis.Redis, workspace_id: str, job_id: str, job: dict[str, str]) -> None:
          await client.rpush(f"ai:{workspace_id}:queue", job_id)
          await client.hset(f"ai:{workspace_id}:jobs:{job_id}", mapping=job) #!
    `,
  },
  {
    id: 'MEDIUM-1',
    finding: 'Telemetry is imported anew at each call',
    rule: 'import-inside-function',
    code: py`
      import redis

      def enqueue(client: redis.Redis, job_id: str) -> None:
          from telemetry.prom import record_dual_write_attempt #!

          client.rpush("ai:queue:pending", job_id)
          record_dual_write_attempt("succeeded")
    `,
  },
  {
    id: 'MEDIUM-2',
    finding: 'Nobody learns that a job was read from the old schema',
    rule: 'fallback-unobserved',
    code: py`
      import redis

      class SimpleQueue:
          def __init__(self, url: str) -> None:
              self._redis = redis.from_url(url, decode_responses=True)

          def get_job(self, job_id: str, workspace_id: str) -> dict[str, str]:
              try:
                  return self._redis.hgetall(f"ai:jobs:{workspace_id}:{job_id}")
              except redis.RedisError: #!
                  return self._redis.hgetall(f"ai:jobs:{job_id}")
    `,
  },
  {
    id: 'MEDIUM-3',
    finding: 'workspace_id is not checked before it becomes part of a key',
    rule: 'empty-string-accepted',
    code: py`
      import redis

      def job_key(workspace_id: str, job_id: str) -> str:
          return f"ai:jobs:{workspace_id}:{job_id}" #!
    `,
  },
  {
    id: 'MEDIUM-4',
    finding: 'Failures, retries and concurrent use are not tested',
    rule: 'concurrency-untested',
    code: {
      'app/stock.py': py`
        from sqlalchemy import Integer, select
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Stock(Base):
            __tablename__ = "stock"

            id: Mapped[int] = mapped_column(primary_key=True)
            left: Mapped[int] = mapped_column(Integer)

        async def take(session: AsyncSession, key: int) -> None: #!
            row = (await session.execute(select(Stock).where(Stock.id == key))).scalar_one()
            row.left -= 1
            await session.commit()
      `,
      'tests/test_stock.py': py`
        from app.stock import take

        async def test_take(session):
            await take(session, 1)
      `,
    },
  },
  {
    id: 'MEDIUM-5',
    finding: 'list_jobs reads the old schema alone',
    unseen:
      'That a reader should know a second schema is an intention; each read by itself is correct.',
  },
  {
    id: 'LOW-1',
    finding: 'Scope of the telemetry',
    unseen: 'Which events deserve a metric is a decision; the code that is there is correct.',
  },
]
