// Queries, rows and writes in functions as people write them.
import { describe, expect, test } from 'vitest'
import type { Rows } from '../../../analyzer/domain/sql/read-rows.ts'
import type { Write } from '../../../analyzer/domain/sql/read-write.ts'
import type { SqlReader } from '../../../analyzer/domain/sql/sql-reader.ts'
import { constraintHandler } from '../../../analyzer/domain/sql/transactions.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { NO_NODE } from '../../../analyzer/syntax/tree.ts'
import { projectOf, sqlIn } from './project-of.ts'

const MODELS = {
  'app/db.py': `
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, sessionmaker, scoped_session

engine = create_engine("sqlite://")
Session = sessionmaker(bind=engine)
ScopedSession = scoped_session(Session)
AsyncSessionLocal = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))

class Base(DeclarativeBase):
    pass

async def get_session():
    async with AsyncSessionLocal() as session:
        yield session
`,
  'app/models.py': `
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from app.db import Base

class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    balance: Mapped[int]
    is_open: Mapped[bool]
`,
  'shop/models.py': `
from django.db import models

class Paid(models.Manager):
    pass

class Order(models.Model):
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE)
    state = models.CharField(max_length=10)
    paid = Paid()

class Customer(models.Model):
    name = models.CharField(max_length=10)
`,
}
const HEADER = `
import datetime
from fastapi import Depends
from django.db import transaction
from django.shortcuts import get_object_or_404
from sqlalchemy import and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from app.db import AsyncSessionLocal, ScopedSession, engine, get_session
from app.db import Session as make_session
from app.models import Account
from shop.models import Customer, Order
`

/** Wraps statements in a coroutine with the usual parameters; the last expression is asked about. */
function readerOf(body: string): SqlReader {
  const lines = body.split('\n').map((line) => `    ${line}`)
  const source = `${HEADER}\nasync def work(db: AsyncSession, session: Session, given=Depends(get_session), key=1):\n${lines.join('\n')}\n`
  return sqlIn(projectOf({ ...MODELS, 'app/work.py': source }), 'app/work.py')
}

/** The expression of the last statement: the value of an assignment, else the whole of it. */
function lastExpression({ context: { facts } }: SqlReader): number {
  const { tree } = facts
  const body = facts.functions[0]?.body ?? NO_NODE
  const statements = Array.from(facts.nodesOfKind(k.K_EXPRESSION_STATEMENT)).filter((node) =>
    tree.contains(body, node),
  )
  const last = (statements.at(-1) ?? 0) + 1
  const value = tree.kind(last) === k.K_ASSIGNMENT ? tree.child(last, k.F_RIGHT) : last
  return tree.kind(value) === k.K_AWAIT ? (tree.namedChildren(value)[0] ?? value) : value
}

function print({ context: { facts } }: SqlReader, rows: Rows): string {
  const text = (node: number) => (node === NO_NODE ? '' : facts.tree.text(node))
  const { query } = rows
  const conditions = query.predicates.map(
    ({ column, op, value, isConditional }) =>
      `${column} ${op} ${text(value)}`.trim() + (isConditional ? '?' : ''),
  )
  const words = [rows.taken, query.model?.name ?? '-', conditions.join(', ')]
  if (rows.isRequired) words.push('required')
  if (rows.isElement) words.push('element')
  if (query.asks !== 'rows') words.push(query.asks)
  if (query.lock !== NO_NODE) words.push(query.isSkipLocked ? 'skip-locked' : 'locked')
  if (query.limit !== NO_NODE) words.push(`limit ${text(query.limit)}`)
  if (query.orderBy.length > 0) words.push('ordered')
  if (!query.isComplete) words.push('incomplete')
  return words.filter((word) => word !== '').join(' ')
}

describe('rows', () => {
  test.each([
    ['a = await db.get(Account, key)', 'get Account id = key'],
    ['a = await db.get(Account, key, with_for_update=True)', 'get Account id = key locked'],
    [
      'a = (await db.execute(select(Account).where(Account.id == key))).scalar_one_or_none()',
      'one-or-none Account id = key',
    ],
    [
      'stmt = select(Account).where(key == Account.id).with_for_update(skip_locked=True)\nr = await db.execute(stmt)\na = r.scalar_one()',
      'one Account id = key required skip-locked',
    ],
    [
      'stmt = select(Account)\nif key:\n    stmt = stmt.where(Account.owner == key)\nelse:\n    stmt = stmt.limit(5)\na = await db.scalars(stmt.order_by(Account.id))',
      'open Account owner = key? limit 5 ordered',
    ],
    [
      'a = await db.scalar(select(func.count()).select_from(Account).where(Account.is_open))',
      'value Account is_open is-true count',
    ],
    [
      'a = await db.scalar(select(select(Account).where(Account.id == 1).exists()))',
      'value Account id = 1 exists',
    ],
    [
      'a = await db.scalar(select(exists().where(Account.owner == key)))',
      'value Account owner = key exists',
    ],
    [
      'a = await db.scalar(select(Account.balance).where(and_(Account.id == key, ~Account.is_open)))',
      'value Account id = key, is_open is-false',
    ],
    [
      'a = await db.execute(select(Account).where(or_(Account.id == 1, Account.id == 2)))',
      'open Account other incomplete',
    ],
    [
      'filters = []\na = await db.scalars(select(Account).where(*filters))',
      'open Account incomplete',
    ],
    [
      'a = session.query(Account).filter_by(owner=key, id=1).with_for_update().first()',
      'first Account owner = key, id = 1 locked',
    ],
    ['a = session.query(Account).get(key)', 'get Account id = key'],
    ['a = session.query(func.count(Account.id)).scalar()', 'value Account count'],
    [
      'a = session.query(Account).filter(Account.owner.in_([1, 2])).count()',
      'count Account owner in [1, 2]',
    ],
    ['rows = session.query(Account).all()\nfor row in rows:\n    a = row', 'all Account element'],
    ['a = Order.objects.get(pk=key)', 'one Order id = key required'],
    [
      'a = Order.objects.select_for_update().filter(customer_id=key).first()',
      'first Order customer = key locked',
    ],
    ['a = await Order.objects.filter(state__in=["a"]).aexists()', 'exists Order state in ["a"]'],
    ['a = Order.paid.filter(customer__name="x").count()', 'count Order other "x"'],
    ['a = get_object_or_404(Order, pk=key)', 'one Order id = key required'],
    ['with make_session() as s:\n    a = s.get(Account, 1)', 'get Account id = 1'],
    [
      'async with AsyncSessionLocal.begin() as s:\n    a = await s.get(Account, 1)',
      'get Account id = 1',
    ],
    ['a = await given.get(Account, 1)', 'get Account id = 1'],
    ['a = ScopedSession.query(Account).one()', 'one Account required'],
  ])('%s', (body, expected) => {
    const sql = readerOf(body)
    expect(sql.rows(lastExpression(sql)).map((rows) => print(sql, rows))).toEqual([expected])
  })

  test.each([
    ['cache = {}\na = cache.get(Account, 1)'],
    ['a = [1, 2].count(1)'],
    ['import requests\na = requests.get("https://example.com").json()'],
    ['a = await db.get(Account, 1)\na = 5\na'],
    ['a = (await db.execute(select(Account))).scalar_one().owner'],
    ['a = update(Account)'],
  ])('no rows: %s', (body) => {
    const sql = readerOf(body)
    expect(sql.rows(lastExpression(sql))).toEqual([])
  })
})

describe('writes', () => {
  const printWrite = ({ context: { facts } }: SqlReader, write: Write | undefined): string => {
    if (write === undefined) return 'none'
    const values = write.values.map(({ column, value }) => `${column}=${facts.tree.text(value)}`)
    const where = write.query?.predicates.map(({ column, op, value }) =>
      `${column} ${op} ${value === NO_NODE ? '' : facts.tree.text(value)}`.trim(),
    )
    const words = [write.kind, write.model?.name ?? '-', values.join(' ')]
    if (where !== undefined && where.length > 0) words.push(`where ${where.join(', ')}`)
    if (write.isBulk) words.push('bulk')
    if (write.query?.isUpsert) words.push('upsert')
    if (!write.isComplete) words.push('incomplete')
    return words.filter((word) => word !== '').join(' ')
  }

  test.each([
    ['db.add(Account(owner=key, balance=0))', 'insert Account owner=key balance=0'],
    ['a = Account(owner=key)\na.balance = 3\ndb.add(a)', 'insert Account owner=key balance=3'],
    ['db.add(Account(**data))', 'insert Account incomplete'],
    ['a = await db.get(Account, key)\nawait db.delete(a)', 'delete Account incomplete'],
    [
      'await db.execute(update(Account).where(Account.id == key).values(balance=Account.balance + 1))',
      'update Account balance=Account.balance + 1 where id = key bulk',
    ],
    [
      'await db.execute(delete(Account).where(Account.id == key))',
      'delete Account where id = key bulk',
    ],
    [
      'stmt = pg_insert(Account).values(owner=key).on_conflict_do_nothing()\nawait db.execute(stmt)',
      'insert Account owner=key upsert',
    ],
    [
      'session.query(Account).filter(Account.id == 1).update({"balance": 2, Account.owner: key})',
      'update Account balance=2 owner=key where id = 1 bulk',
    ],
    [
      'Order.objects.create(customer_id=key, state="new")',
      'insert Order customer_id=key state="new"',
    ],
    [
      'Order.objects.get_or_create(state="x", defaults={"customer": key})',
      'get-or-create Order state="x" where state = "x"',
    ],
    ['o = Order.objects.get(pk=1)\no.save()', 'save Order'],
    [
      'Order.objects.filter(pk=1, state="a").update(state="b")',
      'update Order state="b" where id = 1, state = "a" bulk',
    ],
    ['names = set()\nnames.add(Account)', 'none'],
    ['form.save()', 'none'],
    ['await db.execute(select(Account))', 'none'],
    ['items = []\nitems.delete(1)', 'none'],
  ])('%s', (body, expected) => {
    const sql = readerOf(body)
    expect(printWrite(sql, sql.write(lastExpression(sql)))).toBe(expected)
  })
})

describe('transactions', () => {
  test.each([
    ['await db.commit()', 'commit', ''],
    ['async with db.begin():\n    await db.flush()', 'flush', 'transaction'],
    [
      'async with db.begin():\n    async with db.begin_nested():\n        await db.flush()',
      'flush',
      'savepoint transaction',
    ],
    ['with transaction.atomic():\n    transaction.on_commit(print)', 'on-commit', 'transaction'],
    [
      'async with AsyncSessionLocal() as s, s.begin():\n    await s.flush()',
      'flush',
      'transaction session',
    ],
    ['with engine.begin() as conn:\n    conn.commit()', 'commit', 'transaction'],
    ['queue.commit()', undefined, ''],
  ])('%s', (body, kind, regions) => {
    const sql = readerOf(body)
    const call = lastExpression(sql)
    expect(sql.step(call)?.kind).toBe(kind)
    expect(
      sql
        .regions(call)
        .map((one) => one.kind)
        .join(' '),
    ).toBe(regions)
  })

  test.each([
    ['try:\n    db.commit()\nexcept IntegrityError as e:\n    raise', 'integrity'],
    ['try:\n    db.commit()\nexcept (ValueError, IntegrityError):\n    pass', 'integrity'],
    ['try:\n    db.commit()\nexcept SQLAlchemyError:\n    pass', 'broad'],
    ['try:\n    db.commit()\nexcept:\n    pass', 'broad'],
    ['try:\n    db.commit()\nexcept ValueError:\n    pass', undefined],
    ['try:\n    pass\nexcept IntegrityError:\n    db.commit()', undefined],
    ['try:\n    pass\nexcept IntegrityError:\n    pass\nelse:\n    db.commit()', undefined],
  ])('%s', (body, expected) => {
    const { context } = readerOf(body)
    const call = Array.from(context.facts.calls).find((node) =>
      context.facts.tree.text(node).startsWith('db.commit'),
    )
    expect(constraintHandler(context.facts, call ?? NO_NODE)?.catches).toBe(expected)
  })
})
