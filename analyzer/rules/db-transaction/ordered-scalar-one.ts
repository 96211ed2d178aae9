import { coveringUnique } from '../../domain/orm/tables.ts'
import { equalities } from '../../domain/sql/query.ts'
import { insertAfter } from '../../matching/edits/edits.ts'
import { executedQueries } from '../../matching/rows/executed-queries.ts'
import { K_MODULE, K_NONE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'ordered-scalar-one',
  title: 'Ordered query read as if it had one row',
  consequence:
    'As soon as a second row matches, the request fails with an error instead of taking the newest row.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
\`order_by\` says that several rows are expected and that the first one is wanted. But \`scalar_one()\`,
\`scalar_one_or_none()\`, \`one()\` and \`one_or_none()\` raise \`MultipleResultsFound\` when there is more than
one row. The code works in tests, where there is one row, and fails in production with the second.
`,
  fix: `
Say how many rows are wanted: \`.limit(1)\` before the query is run, or \`.scalars().first()\` to take it.
If there can only be one row, drop the \`order_by\` and let a unique constraint hold it.
`,
  exemptions: [
    {
      text: 'A query that is limited to one row.',
      quiet: py`
        from sqlalchemy import select

        async def newest(session, user_id):
            query = select(Order).where(Order.user_id == user_id).order_by(Order.id.desc()).limit(1)
            return (await session.execute(query)).scalar_one_or_none()
      `,
    },
    {
      text: 'An ordered query of which the first row is taken.',
      quiet: py`
        from sqlalchemy import select

        async def newest(session, user_id):
            query = select(Order).where(Order.user_id == user_id).order_by(Order.id.desc())
            return (await session.execute(query)).scalars().first()
      `,
    },
    {
      text: 'A query by a unique column: there is one row at most.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)

        async def by_email(session, email):
            query = select(User).where(User.email == email).order_by(User.id)
            return (await session.execute(query)).scalar_one_or_none()
      `,
    },
  ],
  limits: ['A query that another function builds is not seen.'],
  bad: [
    py`
      from sqlalchemy import desc, select

      async def newest(session, user_id):
          query = select(Order).where(Order.user_id == user_id).order_by(desc(Order.created_at))
          return (await session.execute(query)).scalar_one_or_none() #!
    `,
    py`
      from sqlalchemy.orm import Session

      def newest(session: Session, user_id):
          query = session.query(Order).filter(Order.user_id == user_id)
          return query.order_by(Order.created_at.desc()).one_or_none() #!

      def oldest(session: Session, user_id):
          return session.query(Order).filter_by(user_id=user_id).order_by(Order.id).one() #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import desc, select

      async def newest(session, user_id):
          query = select(Order).where(Order.user_id == user_id).order_by(desc(Order.created_at)).limit(1)
          return (await session.execute(query)).scalar_one_or_none()
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      for (const { call, rows } of executedQueries(checker)) {
        const { query, taken } = rows
        // `scalar()` of the older query API takes one row at most as well.
        const isOne = taken === 'one' || taken === 'one-or-none'
        if (!isOne && !(taken === 'value' && query.style === 'query-api')) continue
        const [order] = query.orderBy
        if (order === undefined || tree.kind(order) === K_NONE) continue
        if (query.limit !== NO_NODE || query.style === 'django') continue
        const fixed = new Set(equalities(query).keys())
        if (query.model && coveringUnique(query.model, fixed) !== undefined) continue
        checker.report({
          node: call,
          message: `The query is ordered by \`${tree.text(order)}\`, so several rows are expected, but more than one row raises here.`,
          evidence: [
            {
              kind: 'definition',
              node: order,
              message: 'the order says that there may be several',
            },
            { kind: 'act', node: call, message: 'more than one row is an error' },
          ],
          fixes: [
            {
              title: 'Take one row at most',
              grade: 'needs-review',
              edits: [insertAfter(tree, query.node, '.limit(1)')],
            },
          ],
        })
      }
    },
  },
})
