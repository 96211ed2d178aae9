import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import {
  type OutsideCall,
  openBefore,
  type TransactionWork,
  transactionWork,
} from '../../matching/calls/outside-calls.ts'
import { isCleanup } from '../../matching/errors/handlers.ts'
import { locationOf } from '../../matching/routes/route-places.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import { isBehind } from '../../matching/transactions/commits.ts'
import { type Holder, holderOf } from '../../matching/transactions/django-transactions.ts'
import { K_AWAIT, K_EXPRESSION_STATEMENT, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { requestHolder } from './matching/request-transactions.ts'

const TELLING: ReadonlySet<string> = new Set(['task', 'emit', 'publish', 'mail'])
const CHANGING: ReadonlySet<string> = new Set(['http', 'cloud', 'provider'])
const READING = /^(?:get|head|options|stream|urlopen|retrieve|list)$/

export default defineRule({
  id: 'side-effect-before-commit',
  title: 'Message sent before the change it tells of is committed',
  consequence:
    'Mails, tasks and messages go out for changes that are then rolled back, and workers look for rows that are not there yet.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [696],
  why: `
What is sent cannot be taken back, and what is not committed cannot be seen by others:

| request | worker |
| --- | --- |
| adds the order | |
| \`send_receipt.delay(order.id)\` | |
| | loads the order: it does not exist |
| \`commit()\` | has already failed |

If the commit fails, the customer has the receipt of an order that was never placed.
`,
  fix: `
Send after the commit: \`transaction.on_commit(...)\` in Django, the line behind \`commit()\` or an \`after_commit\`
event in SQLAlchemy. Where the message must not be lost, write it to an outbox table in the same transaction
and let a worker send it.
`,
  exemptions: [
    {
      text: 'A message that is sent after the commit.',
      quiet: py`
        from celery import shared_task
        from sqlalchemy.orm import Session
        from app.models import Order

        @shared_task
        def receipt(key): ...

        def place(session: Session):
            order = Order()
            session.add(order)
            session.commit()
            receipt.delay(order.id)
      `,
    },
    {
      text: 'A message that Django sends at the commit, or an outbox row.',
      quiet: py`
        from celery import shared_task
        from django.db import models, transaction

        class Order(models.Model):
            name = models.TextField()

        class Outbox(models.Model):
            text = models.TextField()

        @shared_task
        def receipt(key): ...

        @transaction.atomic
        def place(name):
            order = Order.objects.create(name=name)
            Outbox.objects.create(text=name)
            transaction.on_commit(lambda: receipt.delay(order.pk))
      `,
    },
    {
      text: 'A function that changes nothing, and a request that only reads.',
      quiet: py`
        import httpx
        from celery import shared_task
        from sqlalchemy.orm import Session
        from app.models import Order

        @shared_task
        def receipt(key): ...

        def again(session: Session, key):
            order = session.get(Order, key)
            receipt.delay(order.id)
            session.commit()

        def price(session: Session, client: httpx.Client):
            session.add(Order())
            client.get("https://prices.example")
            session.commit()
      `,
    },
    {
      text: 'A request whose answer is written to the row: it has to come first.',
      quiet: py`
        import stripe
        from sqlalchemy.orm import Session
        from app.models import Order

        def pay(session: Session, amount):
            order = Order(amount=amount)
            session.add(order)
            charge = stripe.Charge.create(amount=amount)
            order.charge = charge.id
            session.commit()
      `,
    },
    {
      text: 'Another branch than the one that commits, and reports of a failure.',
      quiet: py`
        from celery import shared_task
        from sqlalchemy.orm import Session
        from app.models import Order

        @shared_task
        def alarm(text): ...

        def place(session: Session, order: Order):
            session.add(order)
            if order.total < 0:
                alarm.delay("negative")
                session.rollback()
                return None
            try:
                session.flush()
            except Exception:
                alarm.delay("failed")
                raise
            session.commit()
      `,
    },
  ],
  limits: ['A commit that a caller makes by hand is not seen.'],
  bad: [
    py`
      from celery import shared_task
      from sqlalchemy.orm import Session
      from app.models import Order

      @shared_task
      def receipt(key): ...

      def place(session: Session):
          order = Order()
          session.add(order)
          session.flush()
          receipt.delay(order.id) #!
          session.commit()
    `,
    py`
      from sqlalchemy.orm import Session
      from app.models import Order
      from elsewhere.tasks import queue, receipt

      def place(session: Session):
          order = Order()
          session.add(order)
          session.flush()
          receipt.apply_async(args=[order.id]) #!
          session.commit()

      def replace(session: Session):
          order = Order()
          session.add(order)
          session.flush()
          queue.send_task("receipt", args=[order.id]) #!
          session.commit()
    `,
    py`
      from celery import shared_task
      from django.core.mail import send_mail
      from django.db import models, transaction

      class Order(models.Model):
          name = models.TextField()

      @shared_task
      def receipt(key): ...

      @transaction.atomic
      def place(name):
          order = Order.objects.create(name=name)
          receipt.delay(order.pk) #!

      def rename(order: Order, name):
          with transaction.atomic():
              order.name = name
              order.save()
              send_mail("renamed", name, None, []) #!
    `,
    {
      'app/models.py': py`
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Order(Base):
            __tablename__ = "orders"
            id: Mapped[int] = mapped_column(primary_key=True)
            state: Mapped[str]
      `,
      'app/mailer.py': py`
        import smtplib

        def announce(text):
            with smtplib.SMTP("localhost") as server:
                server.sendmail("a@example", "b@example", text)
      `,
      'app/orders.py': py`
        import httpx
        import redis.asyncio as redis
        from sqlalchemy import select, update
        from sqlalchemy.ext.asyncio import AsyncSession
        from app.mailer import announce
        from app.models import Order

        class Orders:
            def __init__(self, session: AsyncSession, client: httpx.AsyncClient):
                self.session = session
                self.client = client

            async def close(self, key):
                order = (await self.session.execute(select(Order).where(Order.id == key))).scalar_one()
                order.state = "closed"
                announce("closed") #!
                await self.session.commit()

            async def ship(self, key):
                await self.session.execute(update(Order).where(Order.id == key).values(state="sent"))
                await self.client.post("https://carrier.example", json={"key": key}) #!
                await self.session.commit()

        async def begin(session: AsyncSession, channel: redis.Redis):
            async with session.begin():
                order = Order(state="new")
                session.add(order)
                await channel.publish("orders", "new") #!
      `,
    },
  ],
  good: [
    py`
      from celery import shared_task
      from sqlalchemy.orm import Session
      from app.models import Order

      @shared_task
      def receipt(key): ...

      def place(session: Session):
          order = Order()
          session.add(order)
          session.commit()
          receipt.delay(order.id)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree, facts } = checker
      for (const work of transactionWork(checker)) {
        for (const outside of work.outside) {
          if (!isTelling(checker, outside) || isCleanup(checker, outside.call)) continue
          const change = openBefore(checker, work, outside.call).find(
            ({ kind }) => kind === 'write',
          )
          const commit =
            change === undefined
              ? NO_NODE
              : committedBehind(checker, work, change.node, outside.call)
          if (change === undefined || commit === NO_NODE) {
            reportHeld(checker, work, outside)
            continue
          }
          checker.report({
            node: outside.call,
            message: `\`${tree.text(facts.callee(outside.call))}\` sends before the change on line ${tree.line(change.node)} is committed: the change can still be rolled back, and nobody else can see it yet.`,
            confidence: outside.isKnown ? 'high' : 'medium',
            evidence: [
              { kind: 'write', node: change.node, message: 'changes a row' },
              { kind: 'call', node: outside.call, message: 'tells others of it' },
              { kind: 'act', node: commit, message: 'makes the change permanent, or fails' },
            ],
          })
        }
      }
    },
  },
})

/** A message sent at once, while who called the function still holds the transaction. */
function reportHeld(checker: Checker, work: TransactionWork, outside: OutsideCall): void {
  const { tree, facts } = checker
  const { call, kind } = outside
  const held = heldByCaller(checker, work, outside)
  if (held === undefined) return
  const { change, holder, how } = held
  const by =
    holder.call === undefined
      ? 'each request is one transaction by the settings'
      : `\`${holder.call.path}\` calls it inside of a transaction${how} on line ${holder.call.at.line}`
  const name = tree.text(facts.callee(call))
  const what =
    kind === 'task'
      ? `hands the task on while the change on line ${tree.line(change)} is not committed, as ${by}: a worker may look for a row that is not there yet, or never will be`
      : `sends while the change on line ${tree.line(change)} is not committed, as ${by}: the change can still be rolled back`
  checker.report({
    node: call,
    message: `\`${name}\` ${what}.`,
    confidence: 'medium',
    evidence: [
      { kind: 'write', node: change, message: 'changes a row' },
      ...(holder.call === undefined
        ? []
        : [
            {
              kind: 'call' as const,
              location: locationOf(holder.call),
              message: 'called inside of a transaction',
            },
          ]),
      { kind: 'call', node: call, message: 'goes out at once' },
    ],
  })
}

/** A transaction of Django around the call, or one that the dependency of a request commits. */
function heldByCaller(
  checker: Checker,
  work: TransactionWork,
  { call, kind }: OutsideCall,
): { readonly change: Node; readonly holder: Holder; readonly how: string } | undefined {
  const { owner, uses } = work
  const isDjango = (node: Node) => sqlOf(checker).write(node)?.model?.library === 'django'
  // A block of its own that has ended is no more than a savepoint of the outer one.
  const change = uses.find(
    (one) => one.kind === 'write' && isBehind(checker, owner, one.node, call) && isDjango(one.node),
  )?.node
  if (change !== undefined) {
    const holder = kind === 'task' ? holderOf(checker, owner) : undefined
    return holder && { change, holder, how: '' }
  }
  const open = openBefore(checker, work, call).find((one) => one.kind === 'write')?.node
  // Who opens its session or commits by itself is in no transaction of the caller.
  if (open === undefined || sqlOf(checker).regions(open).length > 0) return undefined
  if (uses.some((one) => one.kind === 'commit')) return undefined
  const holder = requestHolder(checker, owner)
  return holder && { change: open, holder, how: ' that its dependency commits behind it,' }
}

/** Messages, and requests that change something and whose answer nothing uses. */
function isTelling({ tree }: Checker, { call, kind }: OutsideCall): boolean {
  if (TELLING.has(kind)) return true
  if (!CHANGING.has(kind) || READING.test(calleeName(tree, call))) return false
  let parent = parentOf(tree, call)
  if (parent !== NO_NODE && tree.kind(parent) === K_AWAIT) parent = parentOf(tree, parent)
  return parent !== NO_NODE && tree.kind(parent) === K_EXPRESSION_STATEMENT
}

/** The commit behind the call, or the transaction block around it; NO_NODE without. */
function committedBehind(
  checker: Checker,
  { owner, uses }: TransactionWork,
  change: Node,
  call: Node,
): Node {
  const commit = uses.find(
    ({ node, kind }) =>
      kind === 'commit' && !isCleanup(checker, node) && isBehind(checker, owner, call, node),
  )
  if (commit !== undefined) return commit.node
  const sql = sqlOf(checker)
  const around = sql.regions(change).map(({ node }) => node)
  const block = sql
    .regions(call)
    .find(({ kind, node }) => kind === 'transaction' && around.includes(node))
  return block?.node ?? NO_NODE
}
