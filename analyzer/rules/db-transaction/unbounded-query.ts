import { executedQueries } from '../../matching/executed-queries.ts'
import { isRoute } from '../../matching/input-sources.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unbounded-query',
  title: 'Endpoint that reads a whole table',
  consequence:
    'The answer grows with the table: the endpoint becomes slow, then runs out of memory, and anybody can trigger it.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [770],
  confidence: 'medium',
  why: `
The handler reads all rows of a table, with no limit and no condition that keeps them few. With ten rows in
development that is fast. With a million rows each request loads all of them into memory, makes objects of
them and writes them as JSON; a few requests at once bring the process down.
`,
  fix: `
Take \`limit\` and \`offset\` (or the last key seen) as parameters with an upper bound, order the query, and
pass them on: \`.order_by(Order.id).limit(limit)\`.
`,
  exemptions: [
    {
      text: 'A query with a limit, or one that a library cuts into pages.',
      quiet: py`
        from fastapi import APIRouter
        from fastapi_pagination.ext.sqlalchemy import paginate
        from sqlalchemy import select

        router = APIRouter()

        @router.get('/orders')
        async def orders(session, limit: int = 50):
            rows = await session.scalars(select(Order).limit(limit))
            return rows.all()

        @router.get('/pages')
        async def pages(session):
            return await paginate(session, select(Order))
      `,
    },
    {
      text: 'Rows of one parent: a condition by a key keeps them few.',
      quiet: py`
        from fastapi import APIRouter
        from sqlalchemy import select

        router = APIRouter()

        @router.get('/orders/{order_id}/lines')
        async def lines(order_id: int, session):
            rows = await session.scalars(select(Line).where(Line.order_id == order_id))
            return rows.all()

        @router.get('/lines')
        async def some(ids: str, session):
            rows = await session.scalars(select(Line).where(Line.id.in_(ids.split(','))))
            return rows.all()
      `,
    },
    {
      text: 'Code that is no endpoint, and counts instead of rows.',
      quiet: py`
        from fastapi import APIRouter
        from sqlalchemy import func, select

        router = APIRouter()

        async def export(session):
            rows = await session.scalars(select(Order))
            return rows.all()

        @router.get('/count')
        async def count(session):
            return (await session.execute(select(func.count(Order.id)))).scalar_one()
      `,
    },
  ],
  limits: [
    'Queries in functions that the handler calls are not seen.',
    'That a table is small by nature, as one of countries, cannot be seen.',
  ],
  bad: [
    py`
      from fastapi import APIRouter
      from sqlalchemy import select

      router = APIRouter()

      @router.get('/orders')
      async def orders(session):
          rows = await session.scalars(select(Order))
          return rows.all() #!
    `,
    py`
      from flask import Flask, jsonify
      from flask_sqlalchemy import SQLAlchemy

      app = Flask(__name__)
      db = SQLAlchemy(app)

      class Order(db.Model):
          id = db.Column(db.Integer, primary_key=True)
          is_open = db.Column(db.Boolean)

      @app.route('/orders')
      def orders():
          return jsonify([one.id for one in Order.query.all()]) #!

      @app.route('/open')
      def open_orders():
          return jsonify([one.id for one in Order.query.filter_by(is_open=True).all()]) #!
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter, Query
      from sqlalchemy import select

      router = APIRouter()

      @router.get('/orders')
      async def orders(session, limit: int = Query(50, le=200), offset: int = 0):
          query = select(Order).order_by(Order.id).limit(limit).offset(offset)
          return (await session.scalars(query)).all()
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const { call, rows, owner } of executedQueries(checker)) {
        const { query, taken } = rows
        if (taken !== 'all' || owner === undefined || !isRoute(checker, owner)) continue
        if (query.limit !== NO_NODE || query.asks !== 'rows' || !query.isComplete) continue
        const isNarrow = query.predicates.some(
          ({ op, column, isConditional, value }) =>
            !isConditional &&
            (op === 'in' ||
              (op === '=' &&
                (value === NO_NODE || !isFlag(checker.tree.text(value)) || /id$/i.test(column)))),
        )
        if (isNarrow || query.action !== 'select') continue
        checker.report({
          node: call,
          message: `\`${owner.name}\` answers with every row of \`${query.model?.name ?? 'the table'}\` that there is.`,
        })
      }
    },
  },
})

/** A constant that splits a table into a few large parts. */
function isFlag(value: string): boolean {
  return (
    value === 'True' ||
    value === 'False' ||
    /^['"]/.test(value) ||
    /^[A-Z]\w*\.[A-Z_]+$/.test(value)
  )
}
