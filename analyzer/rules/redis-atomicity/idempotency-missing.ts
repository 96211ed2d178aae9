import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { statementOf } from '../../facts/definitions.ts'
import { keywordOf, printExpression } from '../../facts/expression.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import {
  dependenciesOf,
  describeRoute,
  type PlacedRoute,
  pathOf,
  routesHere,
} from '../../matching/routes/route-places.ts'
import { insertOfHelper } from '../../matching/rows/row-helpers.ts'
import { codeWithoutRows } from '../../matching/rows/row-probes.ts'
import { threatenedKey } from '../../matching/rows/threatened-keys.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** What costs somebody something when it happens twice. */
const VALUABLE =
  /(?:^|[/_-])(?:payments?|charges?|orders?|checkout|transfers?|payouts?|refunds?|purchases?|subscriptions?|bookings?|invoices?|withdrawals?|deposits?|jobs?|donations?|tickets?|shipments?)(?:[/_-]|$)/i
const READING =
  /(?:^|[/_-])(?:search|query|list|preview|validate|estimate|quote|export|webhooks?|login|cancel|status|read|filter|count)(?:[/_-]|$)/i
const KEY =
  /idempot|request_?id|client_?(?:token|ref|reference|id|order_id)|dedup|nonce|external_?id|x-request|transaction_?id|unique_|reference|on_conflict|get_or_create|already|existing|exists/i
const CREATES =
  /^(?:add|create\w*|insert\w*|save|charge\w*|enqueue\w*|delay|apply_async|kiq|send_task|submit\w*|place\w*|pay\w*|transfer\w*|refund\w*|capture\w*|rpush|lpush|xadd|publish\w*|book\w*|start\w*|schedule\w*|purchase\w*|issue\w*|withdraw\w*|deposit\w*|subscribe\w*|donate\w*|checkout\w*|insert_one|put_item)$/
const STATEMENT = /^(?:execute|fetchrow|fetchval|fetch|fetch_one)$/
const INSERTS = /\(\s*(?:\w+\(\s*)?[rf]*["']+\s*insert\s+into\b|\(\s*insert\(/i
/** A client that makes the key of the row sends the same one again. */
const OWN_ID = /^(?:id|uuid|guid)$/

export default defineRule({
  id: 'idempotency-missing',
  title: 'Creating request that cannot be told from its repetition',
  consequence: 'A client that tries again after a timeout orders or pays twice.',
  effortHours: { low: 2, high: 8 },
  cwe: [799, 837],
  confidence: 'low',
  why: `
Clients repeat a POST when the answer is late: browsers, mobile apps, proxies, queues. Without something in the request that
stays the same, the service cannot know that it has seen it before.
`,
  fix: `
Take an \`Idempotency-Key\` header (or an id that the client makes), store it under a unique constraint in the same transaction as
the work, and answer repetitions with the stored result.
`,
  exemptions: [
    {
      text: 'A key in the header, the body or the handler.',
      quiet: py`
        from fastapi import APIRouter, Header
        from pydantic import BaseModel

        router = APIRouter()

        class OrderIn(BaseModel):
            client_reference: str

        @router.post('/orders')
        async def order(body: OrderIn, service):
            return await service.create_order(body)

        @router.post('/payments')
        async def pay(service, idempotency_key: str = Header()):
            return await service.charge(idempotency_key)
      `,
    },
    {
      text: 'A look for what the first request has made.',
      quiet: py`
        from fastapi import APIRouter
        from sqlalchemy import select
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        router = APIRouter()

        class Base(DeclarativeBase):
            pass

        class Job(Base):
            __tablename__ = 'jobs'
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str] = mapped_column(unique=True)

        @router.post('/jobs')
        async def register(name: str, session):
            found = await session.scalar(select(Job).where(Job.name == name))
            if found is not None:
                return found.id
            job = Job(name=name)
            session.add(job)
            await session.commit()
            return job.id
      `,
    },
    {
      text: 'A unique constraint on what the request says: the second row is refused.',
      quiet: py`
        from fastapi import APIRouter
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        router = APIRouter()

        class Base(DeclarativeBase):
            pass

        class Payment(Base):
            __tablename__ = 'payments'
            id: Mapped[int] = mapped_column(primary_key=True)
            invoice_number: Mapped[str] = mapped_column(unique=True)

        @router.post('/payments')
        async def pay(invoice_number: str, session):
            payment = Payment(invoice_number=invoice_number)
            session.add(payment)
            await session.commit()
            return payment.id
      `,
    },
    {
      text: 'Requests that create nothing of value.',
      quiet: py`
        from fastapi import APIRouter

        router = APIRouter()

        @router.post('/orders/search')
        async def search(service, body: dict):
            return await service.create_query(body)

        @router.post('/comments')
        async def comment(service, body: dict):
            return await service.create(body)

        @router.put('/orders/{order_id}')
        async def change(service, order_id: int, body: dict):
            return await service.save(order_id, body)
      `,
    },
  ],
  limits: ['A key that a middleware or the service behind the handler takes is not seen.'],
  bad: [
    py`
      from fastapi import APIRouter

      router = APIRouter()

      @router.post('/payments') #!
      async def pay(body: dict, gateway):
          return await gateway.charge(body['amount'])
    `,
    py`
      from fastapi import FastAPI
      from pydantic import BaseModel

      app = FastAPI()

      class OrderIn(BaseModel):
          sku: str
          quantity: int

      @app.post('/api/orders') #!
      async def order(body: OrderIn, session):
          session.add(body)
          await session.commit()

      @app.post('/jobs') #!
      async def job(body: dict, queue):
          queue.enqueue(body)
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter, Header

      router = APIRouter()

      @router.post('/payments')
      async def pay(body: dict, gateway, idempotency_key: str = Header()):
          return await gateway.charge(body['amount'], idempotency_key)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_node, checker) {
      for (const placed of routesHere(checker))
        if (isMissing(checker, placed)) report(checker, placed)
    },
  },
})

function isMissing(checker: Checker, { route, owner }: PlacedRoute): boolean {
  if (owner === undefined || !route.methods.includes('POST') || route.methods.length > 1)
    return false
  const path = pathOf(checker, route)
  if (!VALUABLE.test(path) || READING.test(path)) return false
  if (KEY.test(checker.tree.text(statementOf(checker.tree, owner.node)))) return false
  if (dependenciesOf(route).some(({ name }) => KEY.test(name))) return false
  const router = domainOf(checker.project).routes.objects.byId(route.router ?? '')
  const served = keywordOf(router?.call, 'route_class')
  if (served !== undefined && KEY.test(printExpression(served))) return false
  return (
    creates(checker, owner) &&
    !hasKeyField(checker, owner) &&
    !looksFirst(checker, owner) &&
    !isRefused(checker, owner)
  )
}

/** A repetition finds the row of the first request by what makes it unique. */
function looksFirst(checker: Checker, owner: FunctionFacts): boolean {
  const { tree, facts } = checker
  const text = tree.text(owner.node)
  return codeWithoutRows(checker).some(({ probe, condition }) => {
    const { model } = probe.rows.query
    if (model === undefined || facts.enclosingFunction(condition) !== owner) return false
    return new RegExp(`\\b${model.name}(?:\\.objects\\.a?create)?\\(`).test(
      text.replaceAll(`select(${model.name})`, ''),
    )
  })
}

/** A repetition carries the same values, and a unique constraint refuses the second row of them. */
function isRefused(checker: Checker, owner: FunctionFacts): boolean {
  return checker.facts.callsOf(owner).some((call) => {
    const write = sqlOf(checker).write(call) ?? insertOfHelper(checker, call)
    const unique = write?.kind === 'insert' ? threatenedKey(checker, write) : undefined
    return unique !== undefined && unique.source !== 'primary-key'
  })
}

function creates({ facts, tree }: Checker, owner: FunctionFacts): boolean {
  const end = tree.endOfSubtree(owner.node)
  return facts.calls.some((call) => {
    if (call <= owner.node || call >= end) return false
    const name = calleeName(tree, call)
    return CREATES.test(name) || (STATEMENT.test(name) && INSERTS.test(tree.text(call)))
  })
}

/** The model of the body, or one that it derives from, has such a field. */
function hasKeyField(checker: Checker, owner: FunctionFacts): boolean {
  const { index } = checker.project
  const own = index.function(checker.path, owner.symbol)
  return owner.parameters.some(({ name, annotation }) => {
    if (annotation === NO_NODE || own === undefined) return false
    const type = own.summary.parameters.find((one) => one.name === name)?.annotation
    const value = index.typeValue(own.module, type)
    if (value?.kind !== 'instance') return type !== undefined && KEY.test(printExpression(type))
    return index.hierarchy
      .order(value.class)
      .some(
        (one) =>
          typeof one !== 'string' &&
          one.summary.attributes.some(
            ({ name, value }) => KEY.test(name) || (OWN_ID.test(name) && value === undefined),
          ),
      )
  })
}

function report(checker: Checker, { route, node, owner }: PlacedRoute): void {
  checker.report({
    node,
    ...(owner !== undefined && owner.nameNode > node && { through: owner.nameNode }),
    message: `${describeRoute(checker, route)} creates something of value, and nothing in the request tells a repetition from a new one.`,
  })
}
