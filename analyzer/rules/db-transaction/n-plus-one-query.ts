import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { functionKey } from '../../gather/define.ts'
import { rawHelpers } from '../../gather/raw-helpers.ts'
import { rowHelpers } from '../../gather/row-helpers.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { executedQueries } from '../../matching/rows/executed-queries.ts'
import { EAGER, isLazyRelationship } from '../../matching/rows/relationships.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_IDENTIFIER,
  K_MODULE,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { adminQueries, managerQueries } from './matching/manager-queries.ts'
import { rawLookups } from './matching/raw-lookups.ts'
import { readByMethod } from './matching/reads-of-methods.ts'
import { type Loop, loopsOf, mentions } from './matching/row-loops.ts'
import { fieldQueries } from './matching/serializer-queries.ts'
import { isLoadedByTouch } from './matching/touched-relationships.ts'

export default defineRule({
  id: 'n-plus-one-query',
  title: 'Query for each row of a loop',
  consequence:
    'The number of database round trips grows with the data: what takes milliseconds with ten rows takes minutes with ten thousand.',
  effortHours: { low: 0.5, high: 3 },
  why: `
The loop sends a query for each item. Each one costs a round trip to the database, whatever it returns, and
holds the connection meanwhile. One query with a join, an \`IN\` list or a window function gives the same rows
at once. A relationship that is loaded when it is first touched does the same without showing it.
`,
  fix: `
Read all that is needed before the loop: \`select(Line).where(Line.order_id.in_(ids))\` and a dictionary by
key, a join, \`GROUP BY\`, or \`ROW_NUMBER() OVER (...)\`. For relationships say it in the query:
\`.options(selectinload(Order.lines))\`, in Django \`select_related\` and \`prefetch_related\`.
`,
  exemptions: [
    {
      text: 'A query for each batch of items.',
      quiet: py`
        from sqlalchemy import select

        async def load(session, keys):
            found = []
            for start in range(0, len(keys), 500):
                batch = keys[start:start + 500]
                found += (await session.scalars(select(Order).where(Order.id.in_(batch)))).all()
            for chunk in chunks(keys):
                found += (await session.scalars(select(Order).where(Order.id.in_(chunk)))).all()
            return found
      `,
    },
    {
      text: 'A query that is tried again, or that does not depend on the item.',
      quiet: py`
        from sqlalchemy import select

        async def claim(session, attempts, key):
            for attempt in range(attempts):
                row = (await session.scalars(select(Order).where(Order.id == key))).first()
                if row is not None:
                    return row
      `,
    },
    {
      text: 'A relationship that the query loads with its rows.',
      quiet: py`
        from sqlalchemy import Column, ForeignKey, Integer, select
        from sqlalchemy.orm import Session, declarative_base, relationship, selectinload

        Base = declarative_base()

        class Order(Base):
            __tablename__ = 'orders'
            id = Column(Integer, primary_key=True)
            lines = relationship('Line')
            owner = relationship('Line', lazy='joined')

        class Line(Base):
            __tablename__ = 'lines'
            id = Column(Integer, primary_key=True)
            order_id = Column(ForeignKey('orders.id'))

        def count(session: Session):
            query = select(Order).options(selectinload(Order.lines))
            return [(len(one.lines), one.owner) for one in session.scalars(query)]
      `,
    },
    {
      text: 'The rows that the loop itself goes over.',
      quiet: py`
        from sqlalchemy import select

        async def names(session):
            return [one.name for one in (await session.scalars(select(Order))).all()]
      `,
    },
  ],
  limits: [
    'Queries behind more than one call are not seen.',
    'A relationship that an earlier query has put into the session is reported all the same.',
  ],
  bad: [
    py`
      from sqlalchemy import func, select

      async def totals(session):
          orders = (await session.scalars(select(Order))).all()
          found = {}
          for order in orders:
              found[order.id] = await session.scalar( #!
                  select(func.sum(Line.amount)).where(Line.order_id == order.id)
              )
          return found
    `,
    py`
      from sqlalchemy import select

      def load(session, key):
          return session.execute(select(Order).where(Order.id == key)).scalar_one()

      def claim(session, key):
          row = session.execute(select(Order).where(Order.id == key)).scalar_one()
          row.state = "claimed"
          session.commit()

      def orders(session, keys):
          found = []
          for key in keys:
              found.append(load(session, key)) #!
              claim(session, key)
          return found
    `,
    py`
      from sqlalchemy import Column, ForeignKey, Integer, select
      from sqlalchemy.orm import Session, declarative_base, relationship

      Base = declarative_base()

      class Order(Base):
          __tablename__ = 'orders'
          id = Column(Integer, primary_key=True)
          lines = relationship('Line')

      class Line(Base):
          __tablename__ = 'lines'
          id = Column(Integer, primary_key=True)
          order_id = Column(ForeignKey('orders.id'))

      def find_lines(session: Session, order_id: int):
          return session.query(Line).filter(Line.order_id == order_id).all()

      def counts(session: Session):
          found = [len(find_lines(session, one.id)) for one in session.query(Order).all()] #!
          for order in session.query(Order).all():
              found.append(len(order.lines)) #!
          return found
    `,
    py`
      from django.db import models

      class Author(models.Model):
          name = models.CharField(max_length=20)

      class Book(models.Model):
          author = models.ForeignKey(Author, on_delete=models.CASCADE)

      def names():
          return [book.author.name for book in Book.objects.all()] #!

      def books(authors):
          for author in authors:
              print(Book.objects.filter(author=author).count()) #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import func, select

      async def totals(session):
          query = select(Line.order_id, func.sum(Line.amount)).group_by(Line.order_id)
          return dict((await session.execute(query)).all())
    `,
  ],
  // A test or a migration looks at rows one by one, and nobody waits for it.
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const told = new Set<Node>()
      for (const loop of loopsOf(checker)) {
        if (isStream(checker, loop)) continue
        reportQueries(checker, loop, told)
        reportLookups(checker, loop, told)
        reportHelpers(checker, loop, told)
        reportRelationships(checker, loop, told)
        for (const { call, asked } of managerQueries(checker, loop)) {
          if (told.has(call) || told.has(receiverOf(checker.tree, call))) continue
          told.add(call)
          checker.report({
            node: call,
            message: `\`${asked}\` is asked once for each item of the loop on line ${checker.tree.line(loop.node)}.`,
          })
        }
      }
      for (const { call, asked } of adminQueries(checker)) {
        checker.report({
          node: call,
          message: `\`${asked}\` is asked once for each row of the list that the admin shows.`,
          confidence: 'medium',
        })
      }
      for (const { call, asked, model, serializer } of fieldQueries(checker)) {
        checker.report({
          node: call,
          message: `\`${asked}\` is asked once for each \`${model.name}\` of a list that \`${serializer}\` writes.`,
          confidence: 'medium',
        })
      }
    },
  },
})

function isInside(checker: Checker, loop: Loop, node: Node): boolean {
  const { tree } = checker
  return tree.contains(loop.body, node) && !tree.contains(loop.iterable, node)
}

/** Messages come one at a time, whenever they come: there is nothing to fetch at once. */
function isStream({ tree }: Checker, { node, iterable, rows }: Loop): boolean {
  if (rows.length > 0) return false
  const isAsync = /^async\b/.test(tree.text(node))
  return isAsync || /consumer|listen|subscri|pubsub|watch/i.test(tree.text(iterable))
}

/** Queries in the body whose conditions name the item. */
function reportQueries(checker: Checker, loop: Loop, told: Set<Node>): void {
  for (const { call, rows } of executedQueries(checker)) {
    const { query } = rows
    const run = rows.query.style === 'core' ? rows.node : call
    // What belongs to the item itself may have been fetched with it.
    if (query.parent !== NO_NODE && mentions(checker, query.parent, loop.names)) continue
    if (!isInside(checker, loop, run) || told.has(run) || query.action !== 'select') continue
    if (checker.facts.enclosingFunction(run) !== checker.facts.enclosingFunction(loop.node))
      continue
    const isPerItem = query.predicates.some(
      ({ op, value, node }) =>
        (op === '=' && value !== NO_NODE && mentions(checker, value, loop.names)) ||
        ((op === '<' || op === '<=' || op === '>' || op === '>=' || op === 'other') &&
          loop.rows.length > 0 &&
          mentions(checker, node, loop.names)),
    )
    if (!isPerItem) continue
    told.add(run)
    checker.report({
      node: run,
      message: `This query of \`${query.model?.name ?? 'rows'}\` runs once for each item of the loop on line ${checker.tree.line(loop.node)}.`,
      evidence: [
        { kind: 'note', node: loop.iterable, message: 'the loop goes over this' },
        { kind: 'act', node: run, message: 'one round trip for each item' },
      ],
    })
  }
}

/** `await connection.fetchrow('SELECT ... WHERE id = $1', key)` for each key. */
function reportLookups(checker: Checker, loop: Loop, told: Set<Node>): void {
  const { facts, tree } = checker
  for (const { call, values, table } of rawLookups(checker)) {
    if (!isInside(checker, loop, call) || told.has(call)) continue
    if (facts.enclosingFunction(call) !== facts.enclosingFunction(loop.node)) continue
    if (!values.some((value) => mentions(checker, value, loop.names))) continue
    told.add(call)
    checker.report({
      node: call,
      message: `This query of \`${table}\` runs once for each item of the loop on line ${tree.line(loop.node)}.`,
      evidence: [
        { kind: 'note', node: loop.iterable, message: 'the loop goes over this' },
        { kind: 'act', node: call, message: 'one round trip for each item' },
      ],
    })
  }
}

/** One row, or the count of some, by a value that the helper is given. */
const BY_KEY = /^\s*select\b[\s\S]*\bwhere\b[\s\S]*?=\s*(?:\$\d|%s|\?|:\w|%\()/i
const WRITING = /\.(?:add|add_all|commit|flush|delete|merge|save|create|update)\(/

/** Calls of functions that run a query, in this file or in a repository, with the item as argument. */
function reportHelpers(checker: Checker, loop: Loop, told: Set<Node>): void {
  const { tree, facts } = checker
  const querying = new Set(
    executedQueries(checker).flatMap(({ owner, rows: { query } }) => {
      const isSearch = query.action === 'select' && query.predicates.some(({ op }) => op === '=')
      return isSearch ? (owner?.symbol ?? []) : []
    }),
  )
  const { lookups } = checker.project.gathered(rowHelpers)
  const written = checker.project.gathered(rawHelpers)
  if (querying.size === 0 && lookups.size === 0 && written.size === 0) return
  const isLookup = (one: ProjectFunction) =>
    lookups.has(functionKey(one)) || BY_KEY.test(written.get(functionKey(one))?.sql ?? '')
  for (const call of facts.callsIn(loop.body)) {
    if (tree.contains(loop.iterable, call) || told.has(call)) continue
    const value = checker.valueOf(facts.callee(call))
    if (value?.kind !== 'function' && value?.kind !== 'method') continue
    const { module, summary } = value.function
    if (module.summary.path === checker.path) {
      if (!querying.has(summary.symbol)) continue
      // A helper that also writes does the work of one item, which cannot be fetched at once.
      const helper = facts.functions.find(({ symbol }) => symbol === summary.symbol)
      if (loop.rows.length === 0 && (helper === undefined || WRITING.test(tree.text(helper.node))))
        continue
    } else if (!isLookup(value.function) || isLastRound(checker, loop, call)) {
      continue
    }
    if (!facts.arguments(call).some(({ value: given }) => mentions(checker, given, loop.names))) {
      continue
    }
    told.add(call)
    checker.report({
      node: call,
      message: `\`${tree.text(facts.callee(call))}\` runs a query, once for each item of the loop on line ${tree.line(loop.node)}.`,
      confidence: 'medium',
      evidence: [
        { kind: 'note', node: loop.iterable, message: 'the loop goes over these' },
        { kind: 'call', node: call, message: 'one round trip for each item' },
      ],
    })
  }
}

/** `return` or `break` behind the call in its own block: it runs in one round only. */
function isLastRound({ tree }: Checker, loop: Loop, call: Node): boolean {
  const block = tree.ancestor(call, K_BLOCK)
  if (block === NO_NODE || block === loop.body || !tree.contains(loop.body, block)) return false
  return statementsOf(tree, block).some((one) => {
    const kind = tree.kind(one)
    return kind === K_RETURN_STATEMENT || kind === K_BREAK_STATEMENT
  })
}

/** Relationships of the item that are loaded when they are touched. */
function reportRelationships(checker: Checker, loop: Loop, told: Set<Node>): void {
  const [rows] = loop.rows
  const model = rows?.query.model
  if (rows === undefined || model === undefined) return
  const { tree, facts } = checker
  if (sqlOf(checker).session(rows.session)?.isAsync === true) return
  const owner = facts.enclosingFunction(loop.node)
  const around = owner === undefined ? tree.text(loop.iterable) : tree.text(owner.node)
  if (EAGER.test(around)) return
  const names = new Set<string>()
  for (const node of facts.nodesIn(loop.body, K_ATTRIBUTE)) {
    if (tree.contains(loop.iterable, node)) continue
    const item = tree.child(node, F_OBJECT)
    if (tree.kind(item) !== K_IDENTIFIER || !loop.names.has(tree.text(item))) continue
    const name = tree.text(tree.child(node, F_ATTRIBUTE))
    if (names.has(name) || told.has(node) || !isLoadedByTouch(checker, model, name, node)) continue
    names.add(name)
    told.add(node)
    checker.report({
      node,
      message: `\`${tree.text(node)}\` loads the relationship anew for each \`${model.name}\` of the loop on line ${tree.line(loop.node)}.`,
      confidence: 'medium',
      evidence: [
        { kind: 'note', node: loop.iterable, message: 'the query does not load the relationship' },
        { kind: 'act', node, message: 'one query for each row' },
      ],
    })
  }
  if (model.library === 'django') return
  for (const call of facts.callsIn(loop.body)) {
    const item = receiverOf(tree, call)
    if (item === NO_NODE || !loop.names.has(tree.text(item)) || told.has(call)) continue
    const name = readByMethod(checker, model, call).find((one) => isLazyRelationship(model, one))
    if (name === undefined || names.has(name)) continue
    names.add(name)
    told.add(call)
    checker.report({
      node: call,
      message: `\`${tree.text(facts.callee(call))}\` reads \`${name}\`, which is loaded anew for each \`${model.name}\` of the loop on line ${tree.line(loop.node)}.`,
      confidence: 'medium',
      evidence: [
        { kind: 'note', node: loop.iterable, message: 'the query does not load the relationship' },
        { kind: 'call', node: call, message: 'one query for each row' },
      ],
    })
  }
}
