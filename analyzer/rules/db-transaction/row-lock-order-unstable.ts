import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { executedQueries } from '../../matching/rows/executed-queries.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import {
  K_CALL,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
  K_MODULE,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type Loop, loopsOf, mentions } from './matching/row-loops.ts'

export default defineRule({
  id: 'row-lock-order-unstable',
  title: 'Rows locked in an order that callers decide',
  consequence:
    'Two requests that name the same rows in different order deadlock, and one of them fails.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [833],
  confidence: 'medium',
  why: `
The loop locks one row after the other and keeps all locks until the commit. What is locked first depends on the order
in which the caller named them:

| step | request A: rows 1, 2 | request B: rows 2, 1 |
|---|---|---|
| 1 | locks row 1 | locks row 2 |
| 2 | waits for row 2 | waits for row 1 |
| 3 | **deadlock**: the database ends one of them | |
`,
  fix: `
Lock in one order everywhere: loop over \`sorted(ids)\`, or take all rows with one query that has both
\`order_by(Model.id)\` and \`with_for_update()\`. Or end the transaction after each row.
`,
  exemptions: [
    {
      text: 'A sorted collection, a range, rows that come in order.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.orm import Session

        def a(session: Session, ids):
            for key in sorted(ids):
                row = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
                row.left -= 1
            session.commit()

        def b(session: Session, ids):
            ids.sort()
            for key in ids:
                session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
            session.commit()

        def c(session: Session, count):
            for key in range(count):
                session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
            session.commit()
      `,
    },
    {
      text: 'A transaction for each row.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.orm import Session

        def a(session: Session, ids):
            for key in ids:
                row = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
                row.left -= 1
                session.commit()

        def b(factory, ids):
            for key in ids:
                with factory.begin() as session:
                    session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
      `,
    },
    {
      text: 'Reading without a lock, and rows that are passed by when they are locked.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.orm import Session

        def a(session: Session, ids):
            for key in ids:
                yield session.execute(select(Stock).where(Stock.id == key)).scalar_one()

        def b(session: Session, ids):
            query = select(Stock).where(Stock.id.in_(ids)).with_for_update(skip_locked=True)
            rows = session.scalars(query).all()
            session.commit()
            return rows
      `,
    },
    {
      text: 'One query for all rows that says the order.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.orm import Session

        def a(session: Session, ids):
            query = select(Stock).where(Stock.id.in_(ids)).order_by(Stock.id).with_for_update()
            return session.scalars(query).all()
      `,
    },
  ],
  limits: ['Locks that plain updates take are not counted.'],
  bad: [
    py`
      from sqlalchemy import select
      from sqlalchemy.orm import Session

      def take(session: Session, ids):
          for key in ids:
              row = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one() #!
              row.left -= 1
          session.commit()
    `,
    py`
      from django.db import models, transaction
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      class Stock(models.Model):
          left = models.IntegerField()

      def take(items):
          with transaction.atomic():
              for item in items:
                  row = Stock.objects.select_for_update().get(pk=item.stock_id) #!
                  row.left -= item.count
                  row.save()

      async def both(session: AsyncSession, source, target):
          for key in {source, target}:
              await session.get(Account, key, with_for_update=True) #!
          await session.commit()

      async def many(session: AsyncSession, ids):
          query = select(Account).where(Account.id.in_(ids)).with_for_update()
          rows = (await session.scalars(query)).all() #!
          await session.commit()
          return rows
    `,
  ],
  good: [
    py`
      from sqlalchemy import select
      from sqlalchemy.orm import Session

      def take(session: Session, ids):
          for key in sorted(ids):
              row = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
              row.left -= 1
          session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      const locked = executedQueries(checker).filter(
        ({ rows }) =>
          rows.query.lock !== NO_NODE && !rows.query.isSkipLocked && rows.query.action === 'select',
      )
      if (locked.length === 0) return
      const loops = loopsOf(checker).filter(({ node }) => tree.kind(node) === K_FOR_STATEMENT)
      for (const { call, rows, owner } of locked) {
        const { query } = rows
        const loop = loops.findLast((one) => tree.contains(one.body, call))
        if (loop !== undefined) {
          const isPerItem =
            query.predicates.length === 0 ||
            query.predicates.some(
              ({ value, op }) =>
                op === '=' && value !== NO_NODE && mentions(checker, value, loop.names),
            )
          if (!isPerItem && query.style !== 'get') continue
          if (query.style === 'get' && !mentions(checker, call, loop.names)) continue
          if (isOrdered(checker, loop) || endsInLoop(checker, loop)) continue
          // What a `with` of the loop opens, it closes before the next row.
          if (tree.ancestor(call, K_WITH_STATEMENT) > loop.node) continue
          checker.report({
            node: call,
            message: `Locks one \`${query.model?.name ?? 'row'}\` after the other in the order of \`${tree.text(loop.iterable)}\`, and keeps all locks.`,
            evidence: [
              { kind: 'note', node: loop.iterable, message: 'the order that decides' },
              { kind: 'act', node: call, message: 'held until the transaction ends' },
            ],
          })
          continue
        }
        const many = query.predicates.find(({ op }) => op === 'in')
        const isAll = rows.taken === 'all' || rows.taken === 'open'
        if (many === undefined || !isAll || query.orderBy.length > 0 || owner === undefined)
          continue
        checker.report({
          node: call,
          message: 'Locks several rows at once in whatever order the database finds them.',
          confidence: 'low',
        })
      }
    },
  },
})

/** A collection whose order is the same for all callers. */
function isOrdered(checker: Checker, loop: Loop): boolean {
  const { tree, facts } = checker
  const iterable = withoutParentheses(tree, loop.iterable)
  if (loop.rows.length > 0) return loop.rows.every(({ query }) => query.orderBy.length > 0)
  if (/^(?:sorted|range|enumerate\(sorted|reversed\(sorted)\b/.test(tree.text(iterable)))
    return true
  if (tree.kind(iterable) !== K_IDENTIFIER) return false
  const name = tree.text(iterable)
  const binding = facts.resolve(iterable)
  const owner = facts.enclosingFunction(loop.node)
  const region = owner === undefined ? 0 : owner.node
  const isSorted = [...codeOf(tree, region)].some(
    (node) =>
      node < loop.node && tree.kind(node) === K_CALL && tree.text(node).startsWith(`${name}.sort(`),
  )
  const isMadeSorted = binding?.definitions.some(({ node }) =>
    /=\s*(?:list\()?sorted\(/.test(tree.text(tree.parent(node)).slice(0, 200)),
  )
  return isSorted || isMadeSorted === true
}

/** The transaction of a row ends before the next one is locked. */
function endsInLoop(checker: Checker, { body, node }: Loop): boolean {
  const { tree } = checker
  const inside: Node[] = [...codeOf(tree, body)].filter((one) => tree.kind(one) === K_CALL)
  const sql = sqlOf(checker)
  return inside.some((call) => {
    const kind = sql.step(call)?.kind
    if (kind === 'commit' || kind === 'rollback') return true
    return sql
      .regions(call)
      .some((region) => region.node > node && tree.contains(body, region.node))
  })
}
