import type { Checker } from '../../engine/checker.ts'
import { K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { queuedRows } from './matching/queued-rows.ts'
import { type StartedPiece, startedPieces } from './matching/started-pieces.ts'
import { type SessionUse, sessionsOf, usedMeanwhile } from './matching/task-sessions.ts'

export default defineRule({
  id: 'session-shared-across-tasks',
  title: 'One database session used by several tasks at once',
  consequence:
    'Statements of several tasks run into each other on one connection: some fail, some are committed or rolled back with the work of others.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [362, 567],
  why: `
A session holds one connection and one transaction, and can do one thing at a time. Tasks that share it:

| task A | task B |
| --- | --- |
| \`await session.execute(...)\` waits for the database | |
| | \`await session.execute(...)\` fails: another operation is in progress |
| | handles its error with \`rollback()\` |
| goes on in a transaction that was undone | |

With \`return_exceptions=True\` the failures are not even seen: some of the results are missing. A task that
runs on after its function has returned finds the session closed, or given to the next request.
`,
  fix: `
Pass the session factory and let each task open its own session, \`async with factory() as session:\`; or await
one piece of work after the other. A background task opens its own session as well.
`,
  exemptions: [
    {
      text: 'Each task opens a session of its own.',
      quiet: py`
        import asyncio
        from sqlalchemy.ext.asyncio import async_sessionmaker

        async def load(factory: async_sessionmaker, key):
            async with factory() as session:
                return await session.get(Order, key)

        async def main(factory: async_sessionmaker, keys):
            return await asyncio.gather(*[load(factory, key) for key in keys])

        async def closures(factory: async_sessionmaker, keys):
            async def work(key):
                async with factory() as session:
                    return await session.get(Order, key)
            return await asyncio.gather(*[work(key) for key in keys])
      `,
    },
    {
      text: 'One piece of work after the other.',
      quiet: py`
        import asyncio
        from sqlalchemy.ext.asyncio import AsyncSession

        async def load(session: AsyncSession, key):
            return await session.get(Order, key)

        async def main(session: AsyncSession, keys):
            first = await asyncio.create_task(load(session, keys[0]))
            return [first] + [await load(session, key) for key in keys[1:]]
      `,
    },
    {
      text: 'One of several tasks uses the session, or none: rows are loaded before they start.',
      quiet: py`
        import asyncio
        from sqlalchemy.ext.asyncio import AsyncSession

        async def main(session: AsyncSession, client, urls):
            order, answer = await asyncio.gather(session.get(Order, 1), client.get(urls[0]))
            rows = (await session.scalars(query())).all()
            await asyncio.gather(*[client.post(row.url) for row in rows])
            return order, answer
      `,
    },
    {
      text: 'A session that is opened in the loop that starts the tasks.',
      quiet: py`
        import asyncio
        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

        async def main(factory: async_sessionmaker, keys):
            tasks = []
            for key in keys:
                session = factory()
                tasks.append(asyncio.create_task(load(session, key)))
            await asyncio.gather(*tasks)
      `,
    },
    {
      text: 'A worker that is given the key of a row and loads it by itself.',
      quiet: py`
        from celery import shared_task
        from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

        class Base(DeclarativeBase):
            pass

        class Order(Base):
            __tablename__ = "orders"
            id: Mapped[int] = mapped_column(primary_key=True)

        @shared_task
        def receipt(key): ...

        def send(session: Session, key):
            order = session.get(Order, key)
            receipt.delay(order.id)
      `,
    },
    {
      text: 'Tasks that take a lock around their use of the session, and scoped sessions.',
      quiet: py`
        import asyncio
        from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session

        async def main(session: AsyncSession, keys):
            lock = asyncio.Lock()
            async def work(key):
                async with lock:
                    return await session.get(Order, key)
            return await asyncio.gather(*[work(key) for key in keys])

        async def scoped(session: async_scoped_session, keys):
            return await asyncio.gather(*[load(session, key) for key in keys])
      `,
    },
  ],
  limits: [
    'A session that a called function of another file finds by itself is not seen.',
    'A single task that runs beside its function is reported only if nothing keeps it.',
  ],
  bad: [
    py`
      import asyncio
      from sqlalchemy.ext.asyncio import AsyncSession

      async def load(session: AsyncSession, key):
          return await session.get(Order, key)

      async def main(session: AsyncSession, keys):
          return await asyncio.gather(*[load(session, key) for key in keys]) #!
    `,
    py`
      import asyncio
      from fastapi import BackgroundTasks, Depends
      from sqlalchemy.ext.asyncio import AsyncSession

      async def get_db() -> AsyncSession: ...
      async def audit(session, key): ...

      async def dashboard(db: AsyncSession = Depends(get_db)):
          return await asyncio.gather(db.execute(orders), db.execute(users)) #!

      async def grouped(db: AsyncSession, keys):
          async with asyncio.TaskGroup() as group:
              for key in keys:
                  group.create_task(audit(db, key)) #!

      async def collected(db: AsyncSession, keys):
          jobs = []
          for key in keys:
              jobs.append(audit(session=db, key=key))
          await asyncio.gather(*jobs, return_exceptions=True) #!

      async def closure(db: AsyncSession, keys):
          async def work(key):
              row = await db.get(Order, key)
              row.seen = True
          await asyncio.gather(*(work(key) for key in keys)) #!

      async def later(background: BackgroundTasks, db: AsyncSession = Depends(get_db)):
          background.add_task(audit, db, 1) #!

      async def forgotten(db: AsyncSession = Depends(get_db)):
          asyncio.create_task(audit(db, 1)) #!
          return {"ok": True}
    `,
    py`
      import asyncio
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      class Reports:
          def __init__(self, session: AsyncSession):
              self.session = session

          async def orders(self):
              return (await self.session.scalars(select(Order))).all()

          async def users(self):
              return (await self.session.scalars(select(User))).all()

          async def all(self):
              first = asyncio.create_task(self.orders())
              second = asyncio.create_task(self.users()) #!
              return await first, await second

          async def both(self):
              return await asyncio.gather(self.orders(), self.users()) #!
    `,
  ],
  good: [
    py`
      import asyncio
      from sqlalchemy.ext.asyncio import async_sessionmaker

      async def load(factory: async_sessionmaker, key):
          async with factory() as session:
              return await session.get(Order, key)

      async def main(factory: async_sessionmaker, keys):
          return await asyncio.gather(*[load(factory, key) for key in keys])
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      reportQueued(checker)
      const seen = new Map<string, StartedPiece>()
      const reported = new Set<string>()
      for (const piece of startedPieces(checker)) {
        const owner = checker.facts.enclosingFunction(piece.starter)
        for (const use of sessionsOf(checker, piece)) {
          const key = `${owner?.index ?? -1}:${isGather(checker, piece) ? piece.starter : ''}:${use.name}`
          const first = seen.get(key)
          seen.set(key, piece)
          const isMany = piece.loop !== NO_NODE && !isMadeIn(checker, use, piece.loop)
          const outlives = piece.kind === 'background' || (piece.kind === 'loose' && !isMany)
          const isOwn = isMadeIn(checker, use, piece.loop)
          const beside = first?.node ?? usedMeanwhile(checker, piece, use)
          if (isOwn || reported.has(key) || !(isMany || outlives || beside !== undefined)) continue
          reported.add(key)
          checker.report({
            node: piece.starter,
            message: isMany
              ? `Every task that is started here uses the same session \`${use.name}\`.`
              : outlives
                ? `The task uses the session \`${use.name}\`, which belongs to a request that has ended by then.`
                : first === undefined
                  ? `The task uses the session \`${use.name}\` while line ${checker.tree.line(beside ?? use.node)} uses it too.`
                  : `Two tasks that run at once use the same session \`${use.name}\`.`,
            ...(!use.isKnown && { severity: 'high' as const }),
            confidence: use.isKnown ? 'high' : 'medium',
            evidence: [
              { kind: 'read', node: use.node, message: 'the session is given to the task' },
              ...(beside === undefined
                ? []
                : [{ kind: 'call' as const, node: beside, message: 'as it is used here' }]),
            ],
          })
        }
      }
    },
  },
})

/** `work.delay(order)`: the worker has neither this session nor the state that the row is in there. */
function reportQueued(checker: Checker): void {
  for (const { call, node, kind } of queuedRows(checker)) {
    const name = checker.tree.text(node)
    checker.report({
      node: call,
      severity: 'high',
      confidence: 'medium',
      message:
        kind === 'session'
          ? `The session \`${name}\` is put into the message for a worker, which can only use one of its own.`
          : `The row \`${name}\` is put into the message for a worker: it belongs to the session here, and is out of date when the worker reads it; its key is enough.`,
    })
  }
}

function isGather({ tree }: Checker, piece: StartedPiece): boolean {
  return piece.node !== piece.starter && /gather|wait|as_completed/.test(calleeText(tree, piece))
}

function calleeText(tree: Checker['tree'], { starter }: StartedPiece): string {
  return tree.text(tree.firstChild(starter))
}

/** True for a session that is made anew in each round of a loop. */
function isMadeIn({ tree, facts }: Checker, use: SessionUse, loop: Node): boolean {
  if (loop === NO_NODE || tree.kind(use.node) !== K_IDENTIFIER) return false
  return facts.resolve(use.node)?.definitions.some(({ node }) => tree.contains(loop, node)) ?? false
}
