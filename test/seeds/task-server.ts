// The review of a task server with a router, a sweeper and a client.
import { py } from '../../analyzer/rules/python.ts'
import type { SeedFinding } from './finding.ts'

const MODELS = py`
  import enum

  from sqlmodel import Field, SQLModel

  class TaskStatus(str, enum.Enum):
      PENDING = "pending"
      CLAIMED = "claimed"
      FAILED = "failed"

  class Job(SQLModel, table=True):
      id: int = Field(primary_key=True)
      room_id: str = Field(index=True)
      name: str
      deleted: bool = False

  class Task(SQLModel, table=True):
      id: int = Field(primary_key=True)
      job_id: int = Field(foreign_key="job.id", index=True)
      status: TaskStatus = Field(default=TaskStatus.PENDING)
      created_at: int = 0
`

const ROUTER = py`
  from fastapi import APIRouter, Depends, HTTPException
  from sqlalchemy.ext.asyncio import AsyncSession
  from sqlmodel import func, select

  from app.database import get_session
  from app.models import Job, Task, TaskStatus
  from app.registry import internal_registry

  router = APIRouter()
`

const EMISSION = (mark: string) => py`
  async def task_status_emission(session, task): ${mark}
      job = await session.get(Job, task.job_id)
      position = await queue_position(session, task)
      payload = {"task": task.id, "status": task.status.value, "job": job.full_name}
      if position is not None:
          payload["position"] = position
      return Emission(TaskStatusEvent(**payload), f"room:{task.room_id}")
`

const CALLER = (name: string, path: string, mark: string) => py`
  def test_${name}(client, task_id): ${mark}
      response = client.patch(f"/tasks/{task_id}", json={"status": "${path}"})
      assert response.status_code == 409
      body = response.json()
      assert body["detail"] == "Invalid transition"
      assert client.get(f"/tasks/{task_id}").json()["status"] == "claimed"
`

export const TASK_SERVER: readonly SeedFinding[] = [
  {
    id: '1.1',
    finding: 'Event models are mutable and yet kept in sets',
    unseen:
      'A decision of design: the code works with mutable events as long as nobody changes one.',
  },
  {
    id: '1.2, 1.3, 1.4',
    finding: 'The same helpers stand in router and sweeper',
    rule: 'duplicate-function',
    code: {
      'app/router.py': EMISSION(''),
      'app/sweeper.py': EMISSION('#!'),
    },
  },
  {
    id: '2.1',
    finding: 'The registry is checked after the task was committed',
    rule: 'raise-after-commit',
    code: {
      'app/models.py': MODELS,
      'app/router.py': `${ROUTER}
${py`
        @router.post("/tasks")
        async def submit_task(job_id: int, session: AsyncSession = Depends(get_session)):
            task = Task(job_id=job_id)
            session.add(task)
            await session.commit()
            if internal_registry is None:
                raise HTTPException(status_code=503, detail="Not configured") #!
            return task
      `}`,
    },
  },
  {
    id: '2.2',
    finding: 'A dispatch that fails leaves the task pending for ever',
    rule: 'dispatch-after-commit-unhandled',
    code: {
      'app/models.py': MODELS,
      'app/jobs.py': py`
        from taskiq import InMemoryBroker

        broker = InMemoryBroker()

        @broker.task
        async def run(task_id: int) -> None:
            print(task_id)
      `,
      'app/router.py': `${ROUTER}
${py`
        from app.jobs import run

        @router.post("/tasks")
        async def submit_task(job_id: int, session: AsyncSession = Depends(get_session)):
            task = Task(job_id=job_id)
            session.add(task)
            await session.commit()
            await run.kiq(task_id=task.id) #!
            return task
      `}`,
    },
  },
  {
    id: '3.1, 3.2, 3.4',
    finding: 'Filters and pagination are repeated in every list',
    rule: 'duplicate-code',
    code: {
      'app/router.py': `${ROUTER}
${py`
        async def list_jobs(room: str, limit: int, offset: int, session: AsyncSession):
            query = select(Job).where(Job.room_id == room, Job.deleted == False)
            counted = await session.exec(select(func.count()).select_from(query.subquery()))
            total = counted.one()
            if offset > total:
                raise HTTPException(status_code=404, detail="No such page")
            rows = await session.exec(query.order_by(Job.id).offset(offset).limit(limit))
            items = [response_of(row) for row in rows.all()]
            has_more = offset + len(items) < total
            return {"items": items, "total": total, "limit": limit, "more": has_more}

        async def list_tasks(job: int, limit: int, offset: int, session: AsyncSession):
            query = select(Task).where(Task.job_id == job, Task.status == TaskStatus.PENDING)
            counted = await session.exec(select(func.count()).select_from(query.subquery())) #!
            total = counted.one()
            if offset > total:
                raise HTTPException(status_code=404, detail="No such page")
            rows = await session.exec(query.order_by(Task.id).offset(offset).limit(limit))
            items = [response_of(row) for row in rows.all()]
            has_more = offset + len(items) < total
            return {"items": items, "total": total, "limit": limit, "more": has_more}
      `}`,
    },
  },
  {
    id: '3.3',
    finding: 'register_job does everything itself',
    rule: 'function-too-complex',
    code: `def register_job(request): #!
${Array.from({ length: 24 }, (_, n) => `    if request.kind == ${n}:\n        request.step_${n}()`).join('\n')}
    return request
`,
  },
  {
    id: '3.5',
    finding: 'One query for the queue position of each task',
    rule: 'n-plus-one-query',
    code: {
      'app/models.py': MODELS,
      'app/router.py': `${ROUTER}
${py`
        async def responses(job_id: int, session: AsyncSession):
            tasks = (await session.exec(select(Task).where(Task.job_id == job_id))).all()
            found = []
            for task in tasks:
                position = await session.exec( #!
                    select(func.count()).where(Task.created_at < task.created_at)
                )
                found.append((task, position.one()))
            return found
      `}`,
    },
  },
  {
    id: '3.6',
    finding: 'A query for what the relationship has loaded already',
    unseen:
      'Whether the relationship was loaded depends on the callers; the query itself is correct.',
  },
  {
    id: '3.7',
    finding: 'Composite index on job, status and time',
    rule: 'missing-index',
    code: {
      'app/models.py': py`
        from sqlmodel import Field, SQLModel

        class Task(SQLModel, table=True):
            id: int = Field(primary_key=True)
            job_id: int
            status: str
            created_at: int
      `,
      'app/router.py': py`
        from fastapi import APIRouter, Depends
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlmodel import select

        from app.database import get_session
        from app.models import Task

        router = APIRouter()

        @router.get("/jobs/{job_id}/next")
        async def next_task(job_id: int, session: AsyncSession = Depends(get_session)):
            found = await session.exec(
                select(Task) #!
                .where(Task.job_id == job_id, Task.status == "pending")
                .order_by(Task.created_at)
                .limit(1)
            )
            return found.first()
      `,
    },
  },
  {
    id: '3.8',
    finding: 'Two commits for one change of status',
    rule: 'split-commit',
    code: {
      'app/models.py': MODELS,
      'app/router.py': `${ROUTER}
${py`
        @router.patch("/tasks/{task_id}")
        async def fail_task(task_id: int, session: AsyncSession = Depends(get_session)):
            task = await session.get(Task, task_id, with_for_update=True)
            task.status = TaskStatus.FAILED
            await session.commit()
            job = await session.get(Job, task.job_id)
            job.deleted = True
            await session.commit() #!
            return task
      `}`,
    },
  },
  {
    id: '3.9',
    finding: 'After the last retry the claim returns as if no task were there',
    rule: 'exhaustion-as-success',
    code: {
      'app/models.py': MODELS,
      'app/router.py': py`
        from sqlalchemy.exc import OperationalError
        from sqlalchemy.ext.asyncio import AsyncSession

        from app.models import Task

        async def claim_task(session: AsyncSession, task: Task, attempts: int):
            for _ in range(attempts):
                try:
                    task.status = "claimed"
                    await session.commit()
                    return {"task": task}
                except OperationalError:
                    await session.rollback()
            return {"task": None} #!
      `,
    },
  },
  {
    id: '3.10',
    finding: 'An empty room_id is accepted',
    rule: 'empty-string-accepted',
    code: py`
      def room_channel(room_id: str) -> str:
          if "@" in room_id:
              raise ValueError("Invalid room id")
          return f"room:{room_id}:events" #!
    `,
  },
  {
    id: '3.11 (Optional)',
    finding: 'Optional[X] instead of X | None',
    rule: 'legacy-union-syntax',
    code: {
      'pyproject.toml': '[project]\nname = "app"\nrequires-python = ">=3.11"\n',
      'app/schemas.py': py`
        from typing import Optional

        def find(name: Optional[str]) -> int: #!
            return len(name or "")
      `,
    },
  },
  {
    id: '3.11 (payload)',
    finding: 'A mutable default of a model field',
    rule: 'mutable-model-default',
    code: py`
      from pydantic import BaseModel

      class TaskSubmitRequest(BaseModel):
          payload: dict = {} #!
    `,
  },
  {
    id: '4.1, 4.4',
    finding: 'Any where the type is known',
    rule: 'any-typed',
    code: py`
      from typing import Any

      from fastapi import FastAPI

      def configure(app: Any, session_factory: Any) -> None: #!2
          app.state.session_factory = session_factory
    `,
  },
  {
    id: '4.2',
    finding: 'A lock of asyncio made at import',
    rule: 'asyncio-primitive-at-import',
    code: py`
      import asyncio

      _db_lock = asyncio.Lock() #!

      async def locked(work):
          async with _db_lock:
              await work()
    `,
  },
  {
    id: '4.3',
    finding: 'Settings behind lru_cache cannot be replaced in tests',
    rule: 'cached-factory-shared-mutable',
    code: py`
      from functools import lru_cache

      from pydantic_settings import BaseSettings

      class Settings(BaseSettings):
          interval: float = 30.0

      @lru_cache
      def get_settings() -> Settings: #!
          return Settings()
    `,
  },
  {
    id: '4.5',
    finding: 'Long polling in fixed steps of a second',
    rule: 'busy-wait-loop',
    code: py`
      import asyncio

      async def wait_for_task(load, task_id: int):
          task = await load(task_id)
          while task.status == "pending":
              await asyncio.sleep(1) #!
              task = await load(task_id)
          return task
    `,
  },
  {
    id: '5.1',
    finding: 'Extension.run raises NotImplementedError instead of being abstract',
    rule: 'notimplemented-instead-of-abc',
    code: py`
      from pydantic import BaseModel

      class Extension(BaseModel):
          def run(self, vis, **kwargs) -> None: #!
              raise NotImplementedError
    `,
  },
  {
    id: '5.2',
    finding: 'listen() cannot be stopped',
    unseen: 'A missing feature: an endless loop is what a listener is made of.',
  },
  {
    id: '6.1, 6.3',
    finding: 'The application of the tests is built in three places',
    unseen:
      'Copies of helpers in test files are left alone, since tests that stand by themselves are easier to read; copies of whole tests are reported.',
  },
  {
    id: '6.2',
    finding: 'An attribute is patched onto the test client',
    unseen:
      'The fixture sets an attribute on its own object; that a dataclass reads better is a matter of taste.',
  },
  {
    id: '6.4, 6.5',
    finding: 'Copies of one test that should be parametrised',
    rule: 'duplicate-test',
    code: {
      'tests/test_status.py': [
        CALLER('to_pending', 'pending', ''),
        CALLER('to_completed', 'completed', '#!'),
      ].join('\n'),
    },
  },
  {
    id: '6.6 (raises)',
    finding: 'try and except in a test instead of pytest.raises',
    rule: 'except-pass-in-test',
    code: {
      'tests/test_events.py': py`
        from app.events import FrozenEvent

        def test_frozen():
            event = FrozenEvent()
            try:
                event.name = "x"
                assert False
            except Exception: #!
                pass
      `,
    },
  },
  {
    id: '6.6 (unused)',
    finding: 'Variables of tests that are never read',
    rule: 'unused-code',
    code: {
      'app/tasks.py': py`
        def submit(client):
            first = client.post("/tasks")
            third = client.post("/tasks") #!
            return first.json()
      `,
    },
  },
  {
    id: '6.6 (exports)',
    finding: 'Tests of nothing but exports',
    rule: 'trivial-test',
    code: {
      'tests/test_api.py': py`
        import app

        def test_public_api_exports(): #!
            assert "router" in app.__all__
      `,
    },
  },
  {
    id: '7.1 to 7.5',
    finding: 'Paths that no test takes',
    unseen:
      'Which tests ought to exist is a judgement; that concurrent use is never tested is reported by concurrency-untested.',
  },
  {
    id: '7.6',
    finding: 'Tests of failures look at the status alone',
    rule: 'weak-assertion',
    code: {
      'tests/test_submit.py': py`
        def test_malformed_name(client):
            response = client.post("/tasks/noColons")
            assert response.status_code == 404 #!
      `,
    },
  },
]
