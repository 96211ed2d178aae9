import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { argumentFor } from '../../matching/calls/calls.ts'
import { executedQueries } from '../../matching/rows/executed-queries.ts'
import { F_VALUE, K_MODULE, K_SLICE, K_SUBSCRIPT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { rawStatements, selected } from './matching/raw-statements.ts'

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
      for (const { call, sql } of [...rawStatements(checker).values()].flat()) {
        const table = selected(sql)?.table
        if (table === undefined || !isUnorderedPage(sql)) continue
        checker.report({
          node: call,
          message: `A page of \`${table}\` is cut out with OFFSET and LIMIT, but the query has no ORDER BY.`,
        })
      }
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
    // Django: `Order.objects.all()[start:end]`.
    [K_SLICE](slice, checker) {
      const { tree } = checker
      const subscript = tree.parent(slice)
      const first = tree.namedChildren(slice)[0]
      if (first === undefined || tree.start(first) !== tree.start(slice)) return
      if (tree.text(first) === '0' || tree.kind(subscript) !== K_SUBSCRIPT) return
      checkDjango(checker, subscript, tree.child(subscript, F_VALUE))
    },
  },
  calls: {
    'django.core.paginator.Paginator'(call, checker) {
      checkDjango(checker, call, argumentFor(checker.tree, call, 0, 'object_list'))
    },
  },
})

/** `LIMIT $2 OFFSET $3` with values that change, of rows in no order. */
function isUnorderedPage(sql: string): boolean {
  if (/\border\s+by\b/i.test(sql) || !/\blimit\b/i.test(sql)) return false
  return /\boffset\s+(?:\$\d|%s|\?|:\w|%\(\w+\)s)/i.test(sql)
}

/** A queryset that is cut into pages without an order of its own or of its model. */
function checkDjango(checker: Checker, node: Node, queryset: Node): void {
  const query = queryset === NO_NODE ? undefined : sqlOf(checker).query(queryset)
  const model = query?.model
  if (query?.style !== 'django' || model?.library !== 'django' || model.isOrdered) return
  if (query.orderBy.length > 0 || query.asks !== 'rows' || !query.isComplete) return
  if (query.limit !== NO_NODE || checker.project.has(ownManagers, `${model.path} ${model.name}`))
    return
  checker.report({
    node,
    message: `A page of \`${model.name}\` is cut out of a queryset that has no order.`,
  })
}

/** Classes with a manager of their own, which may order what it gives: path and name. */
export const ownManagers = defineTable({
  id: 'models with managers of their own',
  make: ({ index }): ReadonlySet<string> =>
    new Set(
      index.classes.flatMap(({ module, summary }) =>
        summary.attributes.some(({ name }) => /objects$|^_?default_manager/.test(name))
          ? [`${module.summary.path} ${summary.name}`]
          : [],
      ),
    ),
})
