import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { unsavedChanges } from './matching/unsaved-changes.ts'

const MODELS = py`
  from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

  class Base(DeclarativeBase):
      pass

  class Task(Base):
      __tablename__ = "tasks"
      id: Mapped[int] = mapped_column(primary_key=True)
      done: Mapped[bool] = mapped_column(default=False)
`
const database = (end = '') => py`
  from sqlalchemy import create_engine
  from sqlalchemy.orm import sessionmaker

  SessionLocal = sessionmaker(create_engine("postgresql://db"))

  def get_db():
      with SessionLocal() as session:
          yield session${end === '' ? '' : `\n          ${end}`}
`

export default defineRule({
  id: 'changes-not-committed',
  title: 'Changes that nobody commits',
  consequence:
    'The function answers as if all were well, and what it changed is rolled back when its session is closed.',
  effortHours: { low: 0.1, high: 1 },
  cwe: [252],
  why: `
A session of SQLAlchemy keeps what was added, deleted or changed in a transaction until somebody commits it. Closing the session, also by the
end of its \`with\` block, rolls back. \`flush()\` sends the statements and gives new rows their keys, which
makes the loss hard to see: within the request everything is there. Tests that share one session between the test and the code do not notice.
`,
  fix: `
Commit where the unit of work ends: \`session.commit()\` behind the last change, \`with SessionLocal.begin() as session:\` for a job, or a commit behind the
\`yield\` of the dependency that gives the session to all handlers. One place for all of them is better than one in each helper.
`,
  exemptions: [
    {
      text: 'A block or a dependency that commits at its end.',
      quiet: {
        'app/models.py': MODELS,
        'app/db.py': database('session.commit()'),
        'app/api.py': py`
          from fastapi import APIRouter, Depends
          from sqlalchemy.orm import Session
          from app.db import SessionLocal, get_db
          from app.models import Task

          router = APIRouter()

          @router.post("/tasks")
          def create(db: Session = Depends(get_db)):
              db.add(Task())

          def nightly():
              with SessionLocal.begin() as session:
                  session.add(Task())
              with SessionLocal() as session, session.begin():
                  session.add(Task())
        `,
      },
    },
    {
      text: 'A session that somebody else opened, or that is handed to a function which may commit.',
      quiet: {
        'app/models.py': MODELS,
        'app/db.py': database(),
        'app/jobs.py': py`
          from sqlalchemy.orm import Session
          from app.db import SessionLocal
          from app.models import Task
          from app.saving import save, finish

          def add(session: Session):
              session.add(Task())

          def nightly():
              with SessionLocal() as session:
                  session.add(Task())
                  finish(session)

          def weekly():
              with SessionLocal() as session:
                  add(session)
                  session.commit()
        `,
        'app/saving.py': py`
          def finish(session):
              session.commit()
        `,
      },
    },
    {
      text: 'Changes that are rolled back on purpose, and rows that are taken out of the session.',
      quiet: {
        'app/models.py': MODELS,
        'app/db.py': database(),
        'app/jobs.py': py`
          from app.db import SessionLocal
          from app.models import Task

          def check():
              with SessionLocal() as session:
                  session.add(Task())
                  session.flush()
                  session.rollback()

          def counted():
              session = SessionLocal()
              try:
                  session.add(Task())
                  session.flush()
                  return session.query(Task).count()
              finally:
                  session.rollback()

          def copied(task):
              session = SessionLocal()
              copy = session.merge(task, load=False)
              session.expunge(copy)
              return copy
        `,
      },
    },
    {
      text: 'Reads, and changes of objects that are no rows of the session.',
      quiet: {
        'app/models.py': MODELS,
        'app/db.py': database(),
        'app/jobs.py': py`
          from sqlalchemy import select
          from app.db import SessionLocal
          from app.models import Task

          def count(report):
              with SessionLocal() as session:
                  rows = session.scalars(select(Task).where(Task.done)).all()
                  report.done = len(rows)
              return report
        `,
      },
    },
    {
      text: 'Engines that commit each statement by themselves.',
      quiet: {
        'app/models.py': MODELS,
        'app/db.py': py`
          from sqlalchemy import create_engine
          from sqlalchemy.orm import sessionmaker

          engine = create_engine("postgresql://db", isolation_level="AUTOCOMMIT")
          SessionLocal = sessionmaker(engine)
        `,
        'app/jobs.py': py`
          from app.db import SessionLocal
          from app.models import Task

          def nightly():
              with SessionLocal() as session:
                  session.add(Task())
                  session.flush()
        `,
      },
    },
  ],
  limits: [
    'A function that commits on one of its ways and forgets it on another is not seen.',
    'Sessions that are handed on twice, and those of a library of its own, count as committed.',
  ],
  bad: [
    {
      'app/models.py': MODELS,
      'app/db.py': database(),
      'app/jobs.py': py`
        from app.db import SessionLocal
        from app.models import Task

        def finish(key):
            with SessionLocal() as session:
                task = session.get(Task, key)
                if task is not None:
                    task.done = True #!
      `,
    },
    {
      'app/models.py': MODELS,
      'app/db.py': database(),
      'app/tasks.py': py`
        from sqlalchemy import update
        from sqlalchemy.orm import Session
        from app.models import Task

        def close_all(session: Session):
            session.execute(update(Task).values(done=True))

        class Tasks:
            def __init__(self, session: Session):
                self._session = session

            def create(self):
                self._session.add(Task())
      `,
      'app/api.py': py`
        from fastapi import APIRouter, Depends
        from sqlalchemy.orm import Session
        from app.db import SessionLocal, get_db
        from app.models import Task
        from app.tasks import Tasks, close_all

        router = APIRouter()

        @router.post("/tasks")
        def create(db: Session = Depends(get_db)):
            task = Task()
            db.add(task) #!
            db.flush()
            return {"id": task.id}

        def nightly():
            with SessionLocal() as session:
                close_all(session) #!

        def fill():
            session = SessionLocal()
            try:
                Tasks(session).create() #!
            except Exception:
                session.rollback()
                raise
            finally:
                session.close()
      `,
    },
  ],
  good: [
    {
      'app/models.py': MODELS,
      'app/db.py': database(),
      'app/jobs.py': py`
        from app.db import SessionLocal
        from app.models import Task

        def finish(key):
            with SessionLocal.begin() as session:
                task = session.get(Task, key)
                if task is not None:
                    task.done = True
      `,
    },
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      for (const { owner, change, session, isProvided } of unsavedChanges(checker)) {
        const name = tree.text(session)
        const who = isProvided ? 'neither it nor the dependency that gives' : 'nothing that gets'
        checker.report({
          node: change,
          message: `\`${owner.name}\` changes rows here, and ${who} \`${name}\` commits: the change is rolled back when the session is closed.`,
        })
      }
    },
  },
})
