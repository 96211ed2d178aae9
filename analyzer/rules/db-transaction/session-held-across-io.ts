import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import {
  type OutsideCall,
  openBefore,
  type SessionUse,
  type TransactionWork,
  transactionWork,
} from '../../matching/calls/outside-calls.ts'
import { connectionsHeld } from '../../matching/transactions/held-over-calls.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SLOW: ReadonlySet<string> = new Set(['http', 'mail', 'cloud', 'provider', 'wait'])

export default defineRule({
  id: 'session-held-across-io',
  title: 'Database transaction held during a call to another service',
  consequence:
    'When the other service is slow, all database connections wait for it and the whole application stops.',
  effortHours: { low: 1, high: 4 },
  cwe: [400, 833],
  why: `
From its first statement on, a session holds a connection of the pool, an open transaction and the row locks it
took. While it waits for another service none of it is given back:

| request | pool of 5 | other service |
| --- | --- | --- |
| 1 to 5 load a row | all five are taken | |
| 1 to 5 wait for the answer | all five idle in a transaction | slow, 30 s |
| 6, which never calls the service | waits, then fails with a timeout | |
`,
  fix: `
Read what is needed, end the transaction (\`commit()\` or leave the block), make the call, and open a new
transaction to write the result.
`,
  exemptions: [
    {
      text: 'A transaction that was ended before the call.',
      quiet: py`
        import httpx
        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

        async def notify(session: AsyncSession, client: httpx.AsyncClient, key):
            order = await session.get(Order, key)
            url = order.url
            await session.commit()
            await client.post(url)

        async def blocks(factory: async_sessionmaker, client: httpx.AsyncClient, key):
            async with factory() as session:
                order = await session.get(Order, key)
            answer = await client.get(order.url)
            async with factory() as session:
                session.add(Answer(text=answer.text))
                await session.commit()
      `,
    },
    {
      text: 'A call before the first statement.',
      quiet: py`
        import httpx
        from sqlalchemy.ext.asyncio import AsyncSession

        async def fetch(session: AsyncSession, client: httpx.AsyncClient, url):
            answer = await client.get(url)
            session.add(Answer(text=answer.text))
            await session.commit()
      `,
    },
    {
      text: 'A call in a branch that ends without any use of the session before.',
      quiet: py`
        import httpx
        from sqlalchemy.ext.asyncio import AsyncSession

        async def fetch(session: AsyncSession, client: httpx.AsyncClient, url):
            if url is None:
                return await session.get(Order, 1)
            return await client.get(url)
      `,
    },
    {
      text: 'Django outside of `atomic()`, where each statement is a transaction of its own.',
      quiet: py`
        import requests
        from django.db import models

        class Order(models.Model):
            url = models.TextField()

        def notify(key):
            order = Order.objects.get(pk=key)
            requests.post(order.url, timeout=5)
      `,
    },
  ],
  limits: ['Calls that are more than one function away are not seen.'],
  bad: [
    py`
      import httpx
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession
      from app.models import Order

      async def notify(session: AsyncSession, client: httpx.AsyncClient, key):
          order = await session.scalar(select(Order).where(Order.id == key))
          answer = await client.post(order.url) #!
          order.answer = answer.text
          await session.commit()
    `,
    {
      'app/models.py': py`
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Order(Base):
            __tablename__ = "orders"
            id: Mapped[int] = mapped_column(primary_key=True)
            url: Mapped[str]
      `,
      'app/mailer.py': py`
        import requests

        def announce(url):
            requests.post(url, timeout=30)
      `,
      'app/orders.py': py`
        import asyncio
        import httpx
        from sqlalchemy import select
        from sqlalchemy.orm import Session, sessionmaker
        from app.mailer import announce
        from app.models import Order

        class Orders:
            def __init__(self, session: Session):
                self.session = session

            def close(self, key):
                order = self.session.query(Order).filter(Order.id == key).first()
                announce(order.url) #!
                self.session.delete(order)
                self.session.commit()

        def place(factory: sessionmaker, url):
            with factory() as session:
                order = Order(url=url)
                session.add(order)
                session.flush()
                httpx.get(url) #!
                session.commit()

        async def wait(session: Session, key):
            with session.begin():
                order = session.execute(select(Order).where(Order.id == key)).scalar_one()
                await asyncio.sleep(5) #!
                return order
      `,
    },
    py`
      import requests
      from django.db import models, transaction

      class Order(models.Model):
          url = models.TextField()

      def notify(key):
          with transaction.atomic():
              order = Order.objects.select_for_update().get(pk=key)
              requests.post(order.url, timeout=5) #!
    `,
  ],
  good: [
    py`
      import httpx
      from sqlalchemy.ext.asyncio import AsyncSession

      async def notify(session: AsyncSession, client: httpx.AsyncClient, key):
          order = await session.get(Order, key)
          url = order.url
          await session.commit()
          answer = await client.post(url)
          await save_answer(session, key, answer.text)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const { outside, held } of connectionsHeld(checker)) {
        const { tree, facts } = checker
        checker.report({
          node: outside.call,
          message: `\`${tree.text(facts.callee(outside.call))}\` is waited for with a connection of the pool in hand, which line ${tree.line(held)} took.`,
          confidence: outside.isKnown ? 'high' : 'medium',
          evidence: [
            { kind: 'act', node: held, message: 'takes a connection of the pool' },
            { kind: 'call', node: outside.call, message: 'waits for another service with it' },
          ],
        })
      }
      for (const work of transactionWork(checker)) {
        // One report for a stretch of calls in the same transaction.
        let told: Node | undefined
        for (const outside of work.outside) {
          if (!SLOW.has(outside.kind)) continue
          const first = openBefore(checker, work, outside.call).find((use) =>
            takesConnection(checker, use),
          )
          if (first === undefined || first.node === told) continue
          if (isAutocommitted(checker, first.node)) continue
          told = first.node
          report(checker, work, outside, first)
        }
      }
    },
  },
})

function report(
  checker: Checker,
  work: TransactionWork,
  { call, isKnown }: OutsideCall,
  first: SessionUse,
): void {
  const { tree, facts } = checker
  const isReadOnly = work.uses.every(({ kind }) => kind !== 'write')
  checker.report({
    node: call,
    message: `\`${tree.text(facts.callee(call))}\` is waited for while the transaction that line ${tree.line(first.node)} began holds a database connection.`,
    confidence: isKnown ? 'high' : 'medium',
    ...(isReadOnly && { severity: 'medium' as const }),
    evidence: [
      { kind: 'act', node: first.node, message: 'takes a connection of the pool' },
      { kind: 'call', node: call, message: 'waits for another service with it' },
    ],
  })
}

/** `session.add(row)` and a changed attribute wait for the flush; all else asks the database. */
function takesConnection({ tree }: Checker, { node, kind }: SessionUse): boolean {
  if (kind !== 'write') return true
  return tree.kind(node) === K_CALL && !/^(?:add|add_all|delete)$/.test(calleeName(tree, node))
}

/** Statements of Django outside of a transaction. */
function isAutocommitted(checker: Checker, use: Node): boolean {
  const sql = sqlOf(checker)
  const isDjango =
    sql.rows(use)[0]?.query.style === 'django' || sql.write(use)?.model?.library === 'django'
  return isDjango && !sql.regions(use).some(({ kind }) => kind === 'transaction')
}
