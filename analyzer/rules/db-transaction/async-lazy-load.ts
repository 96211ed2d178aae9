import { relationshipNames } from '../../matching/rows/relationships.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_IDENTIFIER, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { expiredReads } from './matching/expired-rows.ts'
import { lazyAnswers } from './matching/lazy-answers.ts'
import { isLoadedBefore, unloadedOrigin } from './matching/unloaded-relationships.ts'

export default defineRule({
  id: 'async-lazy-load',
  title: 'Related rows read where nothing can be awaited',
  consequence:
    'The request fails with MissingGreenlet as soon as the related rows were not loaded before.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [758],
  why: `
An \`AsyncSession\` cannot run a query when an attribute is read, because reading an attribute is no \`await\`. What
works with a \`Session\` raises \`MissingGreenlet\` here. It passes tests in which the related rows happen to be in the
session already, and fails in production where they are not.
`,
  fix: `
Load the relationship with the query, \`select(Order).options(selectinload(Order.items))\`, or declare it with
\`lazy="selectin"\`, or wait for it: \`await order.awaitable_attrs.items\`. A commit expires every row of the session:
make sessions with \`async_sessionmaker(engine, expire_on_commit=False)\`, or \`await session.refresh(order)\`.
`,
  exemptions: [
    {
      text: 'A relationship that is loaded with the query, or refreshed by name.',
      quiet: {
        'app/models.py': models(),
        'app/orders.py': py`
          from sqlalchemy import select
          from sqlalchemy.ext.asyncio import AsyncSession
          from sqlalchemy.orm import selectinload
          from app.models import Order

          async def a(session: AsyncSession, key):
              query = select(Order).where(Order.id == key).options(selectinload(Order.items))
              order = (await session.execute(query)).scalar_one()
              return [item.name for item in order.items]

          async def b(session: AsyncSession, key):
              order = await session.get(Order, key)
              await session.refresh(order, ["items"])
              return len(order.items)
        `,
      },
    },
    {
      text: 'A relationship that is declared to be loaded, and one that is awaited.',
      quiet: {
        'app/models.py': models(),
        'app/orders.py': py`
          from sqlalchemy.ext.asyncio import AsyncSession
          from app.models import Order

          async def a(session: AsyncSession, key):
              order = await session.get(Order, key)
              return order.customer.name

          async def b(session: AsyncSession, key):
              order = await session.get(Order, key)
              return await order.awaitable_attrs.items
        `,
      },
    },
    {
      text: 'A session that is not asynchronous, and code that runs inside of `run_sync`.',
      quiet: {
        'app/models.py': models(),
        'app/orders.py': py`
          from sqlalchemy.orm import Session
          from app.models import Order

          def a(session: Session, key):
              order = session.get(Order, key)
              return len(order.items)
        `,
      },
    },
    {
      text: 'Columns, and a relationship that is given a value.',
      quiet: {
        'app/models.py': models(),
        'app/orders.py': py`
          from sqlalchemy.ext.asyncio import AsyncSession
          from app.models import Order

          async def a(session: AsyncSession, key, customer):
              order = await session.get(Order, key)
              order.customer = customer
              return order.id, order.state
        `,
      },
    },
  ],
  limits: [
    'Options that another function adds to a query, and rows that are handed on, are not followed.',
  ],
  bad: [
    {
      'app/models.py': models(),
      'app/orders.py': py`
        from sqlalchemy.ext.asyncio import AsyncSession
        from app.models import Order

        async def names(session: AsyncSession, key):
            order = await session.get(Order, key)
            return [item.name for item in order.items] #!
      `,
    },
    {
      'app/models.py': models(),
      'app/orders.py': py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession
        from app.models import Order

        async def count(session: AsyncSession, key):
            result = await session.execute(select(Order).where(Order.id == key))
            order = result.scalar_one_or_none()
            if order is None:
                return 0
            return len(order.items) #!

        async def total(session: AsyncSession):
            orders = (await session.scalars(select(Order))).all()
            sum = 0
            for order in orders:
                sum += len(order.items) #!
            return sum
      `,
    },
  ],
  good: [
    {
      'app/models.py': models(),
      'app/orders.py': py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlalchemy.orm import selectinload
        from app.models import Order

        async def names(session: AsyncSession, key):
            query = select(Order).where(Order.id == key).options(selectinload(Order.items))
            order = (await session.execute(query)).scalar_one()
            return [item.name for item in order.items]
      `,
    },
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree, facts } = checker
      const told = new Set<string>()
      const names = checker.project.table(relationshipNames)
      const expired = expiredReads(checker)
      for (const node of facts.nodesOfKind(K_ATTRIBUTE)) {
        const owner = facts.enclosingFunction(node)
        if (owner === undefined || facts.isWrite(node)) continue
        const row = tree.child(node, F_OBJECT)
        if (row === NO_NODE || tree.kind(row) !== K_IDENTIFIER) continue
        const name = tree.text(tree.child(node, F_ATTRIBUTE))
        if (!names.has(name)) continue
        const key = `${owner.index}:${tree.text(row)}.${name}`
        if (told.has(key) || expired.some((one) => one.node === node)) continue
        const origin = unloadedOrigin(checker, owner, row, name)
        if (origin === NO_NODE || isLoadedBefore(checker, owner, row, name, node)) continue
        told.add(key)
        checker.report({
          node,
          message: `\`${tree.text(node)}\` was not loaded by the query, and an \`AsyncSession\` cannot load it here.`,
          evidence: [
            { kind: 'read', node: origin, message: 'loads the row without the relationship' },
            { kind: 'act', node, message: 'would have to run a query' },
          ],
        })
      }
      for (const { node, model, name, origin } of lazyAnswers(checker)) {
        checker.report({
          node,
          message: `\`${model}\` reads \`${name}\`, which was not loaded by the query, and an \`AsyncSession\` cannot load it here.`,
          evidence: [
            { kind: 'read', node: origin, message: 'loads the rows without the relationship' },
            { kind: 'act', node, message: `reads \`${name}\` of each row for the answer` },
          ],
        })
      }
      for (const { node, row, commit, origin } of expired) {
        checker.report({
          node,
          message: `\`${tree.text(node)}\` is read after the commit on line ${tree.line(commit)}, which expired the row: an \`AsyncSession\` cannot load it again here.`,
          evidence: [
            {
              kind: 'read',
              node: origin,
              message: `\`${tree.text(row)}\` is a row of this session`,
            },
            { kind: 'act', node: commit, message: 'expires every row (`expire_on_commit`)' },
            { kind: 'act', node, message: 'would have to run a query' },
          ],
        })
      }
    },
  },
})

/** The models that the cases share. */
function models(): string {
  return `from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    items: Mapped[list["Item"]] = relationship(back_populates="order")
    customer: Mapped["Customer"] = relationship(lazy="selectin")


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order: Mapped["Order"] = relationship(back_populates="items")


class Customer(Base):
    __tablename__ = "customers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
`
}
