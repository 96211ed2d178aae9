import type { Checker } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isObserved } from '../../matching/calls/outside-failures.ts'
import { describeRoute, isMutating, routesHere } from '../../matching/routes/route-places.ts'
import { projectFunction } from '../../matching/shared-state/thread-reach.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import { commitsOf } from '../../matching/transactions/commits.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Libraries that watch all requests of an application. */
const WATCHING =
  /^(?:prometheus_fastapi_instrumentator|starlette_prometheus|prometheus_flask_exporter|django_prometheus|opentelemetry\.instrumentation|sentry_sdk|ddtrace|newrelic|elasticapm|logfire|asgi_correlation_id|structlog|auditlog|reversion|simple_history|easyaudit|starlette_exporter|aioprometheus|scout_apm|honeycomb|rollbar|bugsnag)/
const TOLD =
  /^_*(?:debug|info|warn|warning|error|critical|exception|log|log_\w+|\w+_log|inc|observe|labels|count|gauge|timing|record\w*|emit\w*|publish\w*|track\w*|audit\w*|notify\w*|dispatch\w*|send\w*|capture_\w+|start_as_current_span|span|increment\w*|delay|apply_async|create_event|add_event)$/i
const AUDIT = /Audit|Event|History|Log(?:Entry)?$|Outbox|Activity/
const MAX_DEPTH = 3
const KEY = {}
/** Caller, reference, line, column, whether it is awaited. */
const CALL_COLUMNS = 5

export default defineRule({
  id: 'missing-observability',
  title: 'Change of data that leaves no trace',
  consequence: 'When data is gone or wrong, nobody can find out who changed it, when and why.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [778],
  confidence: 'medium',
  why: `
The request changes or deletes rows and writes nothing down: no log, no metric, no event. That it is used, how often
it fails and who called it last can only be guessed from the logs of the web server, if there are any.
`,
  fix: `
One line with what was changed and by whom, \`logger.info("engineer %s deleted by %s", key, user.id)\`, and a counter
by outcome. Middleware that logs every request with its user does it for all.
`,
  exemptions: [
    {
      text: 'A log, a metric or an event, in the handler or in what it calls.',
      quiet: {
        'app/store.py': py`
          import logging

          logger = logging.getLogger(__name__)

          def remove(session, row):
              session.delete(row)
              session.commit()
              logger.info("removed %s", row.id)
        `,
        'app/api.py': py`
          import logging
          from fastapi import FastAPI
          from sqlalchemy.orm import Session
          from app.store import remove

          app = FastAPI()
          logger = logging.getLogger(__name__)

          @app.delete("/a/{key}")
          def a(key: int, session: Session):
              session.delete(session.get(A, key))
              session.commit()
              logger.info("deleted %s", key)

          @app.delete("/b/{key}")
          def b(key: int, session: Session):
              remove(session, session.get(A, key))
              session.commit()

          @app.delete("/c/{key}")
          def c(key: int, session: Session, deleted):
              session.delete(session.get(A, key))
              session.commit()
              deleted.inc()
        `,
      },
    },
    {
      text: 'An application whose requests are all watched.',
      quiet: {
        'app/main.py': py`
          from fastapi import FastAPI
          from prometheus_fastapi_instrumentator import Instrumentator

          app = FastAPI()
          Instrumentator().instrument(app)
        `,
        'app/api.py': py`
          from fastapi import APIRouter
          from sqlalchemy.orm import Session

          router = APIRouter()

          @router.delete("/a/{key}")
          def a(key: int, session: Session):
              session.delete(session.get(A, key))
              session.commit()
        `,
      },
    },
    {
      text: 'Requests that only read, and functions that no request calls.',
      quiet: py`
        from fastapi import FastAPI
        from sqlalchemy.orm import Session

        app = FastAPI()

        @app.get("/a/{key}")
        def a(key: int, session: Session):
            return session.get(A, key)

        @app.post("/search")
        def search(words: str, session: Session):
            return session.query(A).all()

        def remove(key, session: Session):
            session.delete(key)
            session.commit()
      `,
    },
    {
      text: 'A row of an audit table that is written with the change.',
      quiet: py`
        from fastapi import FastAPI
        from sqlalchemy.orm import Session

        app = FastAPI()

        @app.delete("/a/{key}")
        def a(key: int, session: Session, user):
            session.delete(session.get(A, key))
            session.add(AuditEntry(key=key, user_id=user.id))
            session.commit()
      `,
    },
  ],
  limits: ['Logging that the database or a proxy does is not seen.'],
  bad: [
    py`
      from fastapi import APIRouter
      from sqlalchemy.orm import Session

      router = APIRouter()

      @router.delete("/engineers/{key}") #!
      def delete_engineer(key: int, session: Session):
          session.delete(session.get(Engineer, key))
          session.commit()
    `,
    {
      'app/orders.py': py`
        from fastapi import APIRouter
        from sqlalchemy.ext.asyncio import AsyncSession

        router = APIRouter()

        @router.put("/orders/{key}") #!
        async def change(key: int, session: AsyncSession):
            order = await session.get(Order, key)
            order.state = "changed"
            await session.commit()

        @router.delete("/orders/{key}")
        async def remove(key: int, session: AsyncSession):
            await session.delete(await session.get(Order, key))
            await session.commit()
      `,
      'app/users.py': py`
        from fastapi import APIRouter
        from sqlalchemy.orm import Session

        router = APIRouter()

        @router.post("/users") #!
        def create(name: str, session: Session):
            session.add(User(name=name))
            session.commit()
      `,
    },
  ],
  good: [
    py`
      import logging
      from fastapi import APIRouter
      from sqlalchemy.orm import Session

      router = APIRouter()
      logger = logging.getLogger(__name__)

      @router.delete("/engineers/{key}")
      def delete_engineer(key: int, session: Session):
          session.delete(session.get(Engineer, key))
          session.commit()
          logger.info("engineer %s deleted", key)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const silent = routesHere(checker).filter(
        ({ route, owner }) => owner !== undefined && isMutating(route) && isSilent(checker, owner),
      )
      const [first, ...others] = silent
      if (first?.owner === undefined || isWatched(checker.project)) return
      const count = others.length === 0 ? '' : ` (and ${others.length} more in this file)`
      checker.report({
        node: first.owner.decorators[0] ?? first.owner.nameNode,
        message: `${describeRoute(checker, first.route)}${count} changes data and leaves no trace of it.`,
        related: others.flatMap(({ owner }) => owner?.nameNode ?? []),
      })
    },
  },
})

function isSilent(checker: Checker, owner: FunctionFacts): boolean {
  const { tree } = checker
  if (commitsOf(checker, owner).length === 0 || isObserved(checker, owner.body)) {
    // A refusal that is raised tells nothing of what was changed.
    if (commitsOf(checker, owner).length === 0 || tells(checker, owner)) return false
  }
  if (
    AUDIT.test(tree.text(owner.node)) &&
    /add\(\s*\w*(?:Audit|Event|History|Log|Outbox|Activity)/.test(tree.text(owner.node))
  )
    return false
  return !callsTelling(checker, owner)
}

function tells({ tree }: Checker, owner: FunctionFacts): boolean {
  return [...codeOf(tree, owner.body)].some(
    (node) => tree.kind(node) === K_CALL && TOLD.test(calleeName(tree, node)),
  )
}

/** Whether a function of the project that the handler runs tells of it, some calls away. */
function callsTelling(checker: Checker, owner: FunctionFacts): boolean {
  const start = projectFunction(checker, owner)
  if (start === undefined) return false
  const { calls } = checker.project.index
  let round: readonly ProjectFunction[] = [start]
  const seen = new Set(round)
  for (let depth = 0; depth <= MAX_DEPTH && round.length > 0; depth += 1) {
    if (round.some(callsTold)) return true
    round = round
      .flatMap((one) => calls.callees(one).map(({ callee }) => callee))
      .filter((one) => !seen.has(one) && seen.add(one))
  }
  return false
}

function callsTold({ module, summary }: ProjectFunction): boolean {
  const { functions, calls } = module.summary
  const caller = functions.indexOf(summary)
  for (let row = 0; row < calls.rows.length; row += CALL_COLUMNS) {
    if (calls.rows[row] !== caller) continue
    const reference = calls.references[calls.rows[row + 1] ?? -1]
    if (reference !== undefined && 'name' in reference) {
      if (TOLD.test(reference.name.split('.').at(-1) ?? '')) return true
    }
  }
  return false
}

/** Middleware or an instrumentation of the whole application. */
function isWatched(project: Project): boolean {
  return project.once(KEY, ({ index, paths }) =>
    paths.some((path) => {
      const entry = index.module(path)
      return entry?.summary.imports.some(({ target }) => WATCHING.test(target ?? '')) ?? false
    }),
  )
}
