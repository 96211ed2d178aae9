import { executedQueries } from '../../matching/executed-queries.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'unordered-pagination',
  title: 'Pages of a query without an order',
  consequence:
    'Entries are missing from all pages or appear on two of them, and it differs from one request to the next.',
  effortHours: { low: 0.25, high: 1 },
  why: `
Without \`ORDER BY\` a database may give the rows in any order, and in another one each time: after an
update, a vacuum, a parallel scan. \`LIMIT\` and \`OFFSET\` cut a page out of whatever order there is. Page 2
may repeat rows of page 1, and other rows are on no page at all.
`,
  fix: `
Order by something unique before cutting: \`.order_by(Order.created_at, Order.id)\`. For long lists, page by
the last key that was seen instead of an offset.
`,
  exemptions: [
    {
      text: 'A query with an order, also one that was given earlier.',
      quiet: py`
        from sqlalchemy import select

        async def page(session, number, size):
            query = select(Order).order_by(Order.id)
            if number:
                query = query.offset(number * size)
            rows = await session.scalars(query.limit(size))
            return rows.all()
      `,
    },
    {
      text: 'A limit without an offset: any few rows will do.',
      quiet: py`
        from sqlalchemy import select

        async def sample(session):
            rows = await session.scalars(select(Order).limit(10))
            return rows.all()
      `,
    },
    {
      text: 'A Django model with an order of its own.',
      quiet: py`
        from django.db import models

        class Order(models.Model):
            name = models.CharField(max_length=20)

            class Meta:
                ordering = ['name']

        def page(start, size):
            return list(Order.objects.filter(name='x')[start:start + size])
      `,
    },
    {
      text: 'A query that is not wholly seen here.',
      quiet: py`
        async def page(session, query, number, size):
            rows = await session.scalars(query.offset(number * size).limit(size))
            return rows.all()
      `,
    },
  ],
  limits: [
    'Slices of Django query sets are not looked at: most models have an order of their own.',
  ],
  bad: [
    py`
      from sqlalchemy import select

      async def page(session, number, size):
          query = select(Order).where(Order.is_open)
          rows = await session.scalars(query.offset(number * size).limit(size)) #!
          return rows.all()
    `,
    py`
      from sqlalchemy.orm import Session

      def page(session: Session, skip: int, limit: int):
          return session.query(Order).offset(skip).limit(limit).all() #!

      def search(session: Session, text: str, skip: int):
          query = session.query(Order).filter(Order.name.like(text))
          return query.limit(20).offset(skip).all() #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import select

      async def page(session, number, size):
          query = select(Order).where(Order.is_open).order_by(Order.id)
          rows = await session.scalars(query.offset(number * size).limit(size))
          return rows.all()
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const { rows } of executedQueries(checker)) {
        const { query } = rows
        if (query.offset === NO_NODE || query.limit === NO_NODE || query.orderBy.length > 0)
          continue
        if (query.style === 'django' || query.asks !== 'rows' || query.model?.isOrdered) continue
        const name = query.model?.name ?? 'rows'
        checker.report({
          node: rows.node,
          message: `A page of \`${name}\` is cut out with offset and limit, but the query has no order.`,
        })
      }
    },
  },
})
