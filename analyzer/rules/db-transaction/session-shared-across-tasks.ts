import { localValues } from '../../domain/sql/local-values.ts'
import { sessionOf } from '../../domain/sql/sessions.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { effectsOf } from '../../flow/effects.ts'
import { receiverOf } from '../../matching/calls.ts'
import { queuedRows } from '../../matching/queued-rows.ts'
import { type StartedPiece, startedPieces } from '../../matching/started-pieces.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_BLOCK,
  K_CALL,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_MODULE,
  K_TUPLE,
  K_WITH_CLAUSE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

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

/** What the function awaits of the same session between starting a task and waiting for it. */
function usedMeanwhile(checker: Checker, piece: StartedPiece, use: SessionUse): Node | undefined {
  const { tree, facts } = checker
  const assignment = tree.parent(piece.starter)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.kind(use.node) !== K_IDENTIFIER)
    return undefined
  const owner = facts.enclosingFunction(piece.starter)
  const task = tree.child(assignment, F_LEFT)
  const waits = (facts.resolve(task)?.references ?? []).find((one) => one > piece.starter)
  const end = waits ?? tree.endOfSubtree(owner?.node ?? piece.starter)
  return (facts.resolve(use.node)?.references ?? []).find((one) => {
    if (one < tree.endOfSubtree(piece.starter) || one >= end) return false
    if (facts.enclosingFunction(one) !== owner) return false
    const awaited = tree.ancestor(one, K_AWAIT, K_BLOCK)
    return awaited !== NO_NODE && tree.kind(awaited) === K_AWAIT && !tree.contains(awaited, end)
  })
}

interface SessionUse {
  readonly node: Node
  readonly name: string
  readonly isKnown: boolean
}

function isGather({ tree }: Checker, piece: StartedPiece): boolean {
  return piece.node !== piece.starter && /gather|wait|as_completed/.test(calleeText(tree, piece))
}

function calleeText(tree: Checker['tree'], { starter }: StartedPiece): string {
  return tree.text(tree.firstChild(starter))
}

/** Sessions that a started piece is given, is called on, or captures. */
function sessionsOf(checker: Checker, piece: StartedPiece): readonly SessionUse[] {
  const { tree } = checker
  const found = new Map<string, SessionUse>()
  const end = tree.endOfSubtree(piece.node)
  for (let node = piece.node; node < end; node += 1) {
    if (!isHandedOver(checker, piece.node, node)) continue
    const use = useOf(checker, node)
    if (use !== undefined && !found.has(use.name)) found.set(use.name, use)
  }
  const held = heldSession(checker, piece)
  if (held !== undefined && !found.has(held.name)) found.set(held.name, held)
  const coroutine = coroutineOf(checker, piece)
  if (coroutine !== undefined) {
    for (const use of captured(checker, coroutine)) {
      if (!found.has(use.name)) found.set(use.name, use)
    }
  }
  return [...found.values()]
}

/** An argument of the piece's call, or what the piece is a method of. */
function isHandedOver({ tree }: Checker, piece: Node, node: Node): boolean {
  const kind = tree.kind(node)
  if (kind !== K_IDENTIFIER && kind !== K_ATTRIBUTE) return false
  if (tree.kind(piece) === K_CALL && receiverOf(tree, piece) === node) return true
  let list = tree.parent(node)
  // `Thread(target=work, args=(session,))`.
  while (tree.kind(list) === K_KEYWORD_ARGUMENT || tree.kind(list) === K_TUPLE) {
    list = tree.parent(list)
  }
  return tree.kind(list) === K_ARGUMENT_LIST && tree.parent(list) === piece
}

function useOf(checker: Checker, node: Node): SessionUse | undefined {
  const { tree, facts } = checker
  const session = sqlOf(checker).session(node)
  if (session === undefined || session.isScoped) return undefined
  if (session.kind !== 'session' && session.kind !== 'connection') return undefined
  const isKnown = session.certainty === 'known'
  // An untyped \`session\` beside these may be theirs.
  const isDoubtful = facts.imports.some(({ target }) =>
    /^(?:aiohttp|requests|httpx|boto3|aiobotocore)\b/.test(target ?? ''),
  )
  return isKnown || !isDoubtful ? { node, name: tree.text(node), isKnown } : undefined
}

/** The session that the object of a method keeps and the method uses: `repository.load(key)`. */
function heldSession(checker: Checker, piece: StartedPiece): SessionUse | undefined {
  const { tree, facts, project } = checker
  if (tree.kind(piece.node) !== K_CALL || piece.node === piece.starter) return undefined
  const holder = receiverOf(tree, piece.node)
  if (holder === NO_NODE || tree.kind(holder) !== K_IDENTIFIER || tree.text(holder) === 'self') {
    return undefined
  }
  const method = checker.valueOf(facts.callee(piece.node))
  if (method?.kind !== 'method') return undefined
  const { reads = [], locks = [] } = effectsOf(method.function) ?? {}
  if (locks.length > 0) return undefined
  for (const { key, isLocked } of reads) {
    const [, name] = /^self\.(\w+)$/.exec(key) ?? []
    if (name === undefined || isLocked) continue
    const value = project.index.attribute(checker.valueOf(holder), name)
    const session = value?.kind === 'external' ? sessionOf(value.name) : undefined
    if (session?.kind !== 'session' || session.isScoped) continue
    const given = sessionGivenTo(checker, holder)
    return given ?? { node: holder, name: `${tree.text(holder)}.${name}`, isKnown: true }
  }
  return undefined
}

/** `session` of `repository = Repository(session)`: objects that share it are seen to do so. */
function sessionGivenTo(checker: Checker, holder: Node): SessionUse | undefined {
  const { facts, tree } = checker
  const [made] = localValues(facts, holder)
  if (made?.kind !== 'assigned' || tree.kind(made.value) !== K_CALL) return undefined
  for (const { value } of facts.arguments(made.value)) {
    const use = useOf(checker, value)
    if (use !== undefined) return use
  }
  return undefined
}

/** The function of this file that a piece runs: a nested one, or a method of the same object. */
function coroutineOf({ tree, facts }: Checker, piece: StartedPiece): FunctionFacts | undefined {
  const callee =
    piece.node === piece.starter
      ? (facts.arguments(piece.starter)[0]?.value ?? NO_NODE)
      : facts.callee(piece.node)
  if (callee === NO_NODE) return undefined
  if (tree.kind(callee) === K_IDENTIFIER) {
    const [only, more] = facts.resolve(callee)?.definitions ?? []
    if (only?.kind !== 'function' || more !== undefined) return undefined
    return facts.functionAt(tree.parent(only.node))
  }
  if (tree.kind(callee) !== K_ATTRIBUTE) return undefined
  if (tree.text(tree.child(callee, F_OBJECT)) !== 'self') return undefined
  const name = tree.text(tree.child(callee, F_ATTRIBUTE))
  return facts.enclosingClass(callee)?.methods.find((one) => one.name === name)
}

/** Sessions from outside that a function uses without a lock around it. */
function captured(checker: Checker, coroutine: FunctionFacts): readonly SessionUse[] {
  const { tree, facts } = checker
  const found: SessionUse[] = []
  for (const call of facts.calls) {
    if (facts.enclosingFunction(call) !== coroutine) continue
    const receiver = receiverOf(tree, call)
    if (receiver === NO_NODE) continue
    const isOuter =
      tree.kind(receiver) === K_IDENTIFIER
        ? facts.reach(receiver) === 'closure'
        : tree.kind(receiver) === K_ATTRIBUTE && tree.text(receiver).startsWith('self.')
    if (!isOuter || isLocked(checker, coroutine)) continue
    const use = useOf(checker, receiver)
    if (use !== undefined) found.push(use)
  }
  return found
}

function isLocked({ tree, facts }: Checker, coroutine: FunctionFacts): boolean {
  return [...facts.nodesOfKind(K_WITH_CLAUSE)].some(
    (clause) => tree.contains(coroutine.node, clause) && /lock|mutex/i.test(tree.text(clause)),
  )
}

/** True for a session that is made anew in each round of a loop. */
function isMadeIn({ tree, facts }: Checker, use: SessionUse, loop: Node): boolean {
  if (loop === NO_NODE || tree.kind(use.node) !== K_IDENTIFIER) return false
  return facts.resolve(use.node)?.definitions.some(({ node }) => tree.contains(loop, node)) ?? false
}
