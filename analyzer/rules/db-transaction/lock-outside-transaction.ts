import { domainOf } from '../../domain/domain-of.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { commitsOf, isBehind, isCleanup } from '../../matching/commits.ts'
import { type ExecutedQuery, executedQueries } from '../../matching/executed-queries.ts'
import { isReachedWithout } from '../../matching/transactions.ts'
import {
  F_LEFT,
  F_OBJECT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'lock-outside-transaction',
  title: 'Row lock that does not last until the write',
  consequence:
    'The lock that was meant to keep others out is gone, or never taken, when the row is written: updates get lost.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [667],
  why: `
A row lock lasts as long as its transaction. A commit between the locked read and the write ends it:

| request A | request B |
| --- | --- |
| reads the row \`FOR UPDATE\` | waits for the lock |
| \`commit()\` | gets the lock, reads the same value |
| writes what it computed | writes what it computed: one update is lost |

In Django each statement outside of \`atomic()\` is a transaction of its own: \`select_for_update()\` raises
\`TransactionManagementError\` there.
`,
  fix: `
Put the locked read and the write into one transaction: one \`commit()\` behind both, or
\`with transaction.atomic():\` around both. Where something has to be committed in between, read the row again,
with the lock.
`,
  exemptions: [
    {
      text: 'Read and write in one transaction.',
      quiet: py`
        from django.db import models, transaction
        from sqlalchemy import select
        from sqlalchemy.orm import Session
        from app.models import Stock

        class Order(models.Model):
            count = models.IntegerField()

        def take(key):
            with transaction.atomic():
                order = Order.objects.select_for_update().get(pk=key)
                order.count -= 1
                order.save()

        @transaction.atomic
        def give(key):
            order = Order.objects.select_for_update().get(pk=key)
            order.count += 1
            order.save()

        def sell(session: Session, key):
            stock = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
            stock.count -= 1
            session.commit()
      `,
    },
    {
      text: 'The row is locked again behind the commit, or a commit ends another way through the function.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.orm import Session
        from app.models import Stock

        def again(session: Session, key):
            stock = session.get(Stock, key, with_for_update=True)
            session.commit()
            stock = session.get(Stock, key, with_for_update=True)
            stock.count -= 1
            session.commit()

        def refreshed(session: Session, key):
            stock = session.get(Stock, key, with_for_update=True)
            session.commit()
            session.refresh(stock, with_for_update=True)
            stock.count -= 1
            session.commit()

        def branch(session: Session, key, skip):
            stock = session.get(Stock, key, with_for_update=True)
            if skip:
                session.commit()
                return
            stock.count -= 1
            session.commit()
      `,
    },
    {
      text: 'A function that is called from others, which may have begun the transaction, and queries that are only built.',
      quiet: py`
        from django.db import models, transaction

        class Order(models.Model):
            count = models.IntegerField()

        def load(key):
            return Order.objects.select_for_update().get(pk=key)

        def take(key):
            with transaction.atomic():
                order = load(key)
                order.count -= 1
                order.save()

        def locked():
            return Order.objects.select_for_update()
      `,
    },
  ],
  limits: [
    'Transactions that a middleware or `ATOMIC_REQUESTS` begins are not seen; the confidence is medium there.',
  ],
  bad: [
    py`
      from sqlalchemy import select
      from sqlalchemy.orm import Session
      from app.models import Stock

      def sell(session: Session, key):
          stock = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
          rest = stock.count - 1
          session.commit()
          stock.count = rest #!
          session.commit()
    `,
    py`
      from sqlalchemy.ext.asyncio import AsyncSession
      from app.models import Stock

      async def sell(session: AsyncSession, key, log):
          stock = await session.get(Stock, key, with_for_update=True)
          session.add(log)
          await session.commit()
          stock.count -= 1 #!
          await session.commit()
    `,
    py`
      from django.db import models

      class Order(models.Model):
          count = models.IntegerField()

      def take(request, key):
          order = Order.objects.select_for_update().get(pk=key) #!
          order.count -= 1
          order.save()
    `,
  ],
  good: [
    py`
      from sqlalchemy import select
      from sqlalchemy.orm import Session
      from app.models import Stock

      def sell(session: Session, key):
          stock = session.execute(select(Stock).where(Stock.id == key).with_for_update()).scalar_one()
          stock.count -= 1
          session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const query of executedQueries(checker)) {
        const { owner, rows } = query
        if (owner === undefined || rows.query.lock === NO_NODE) continue
        if (rows.query.style === 'django') checkDjango(checker, query, owner)
        else checkCommit(checker, query, owner)
      }
    },
  },
})

function checkDjango(checker: Checker, { call, rows }: ExecutedQuery, owner: FunctionFacts): void {
  const { tree, facts } = checker
  const regions = sqlOf(checker).regions(call)
  if (rows.query.model === undefined || regions.some(({ kind }) => kind !== 'session')) return
  const holder = facts.enclosingClass(call)
  const decorators = [...owner.decorators, ...(holder?.decorators ?? [])]
  if (decorators.some((one) => /atomic|transaction/i.test(tree.text(one)))) return
  if (owner.enclosing !== undefined || isCalled(checker, owner)) return
  checker.report({
    node: call,
    message: `\`${rows.query.model.name}\` is read with a row lock outside of a transaction: the lock cannot be held until the write.`,
    confidence: 'medium',
  })
}

/** True for a function that others call: they may hold the transaction. */
function isCalled(checker: Checker, owner: FunctionFacts): boolean {
  const { index } = domainOf(checker.project)
  const own = index.functions.find(
    ({ module, summary }) =>
      module.summary.path === checker.path && summary.symbol === owner.symbol,
  )
  return own === undefined || index.calls.callers(own).length > 0
}

/** A commit on each way between the locked read and a change of the row. */
function checkCommit(checker: Checker, { call, rows }: ExecutedQuery, owner: FunctionFacts): void {
  const commits = commitsOf(checker, owner).filter(
    (one) => one > call && !isCleanup(checker, one) && isBehind(checker, owner, call, one),
  )
  if (commits.length === 0) return
  for (const { target, row } of changesOf(checker, owner)) {
    if (target < call) continue
    // The lock tells the row apart from that of another query.
    const isLocked = sqlOf(checker)
      .rows(row)
      .some(({ query }) => query.lock === rows.query.lock)
    if (!isLocked) continue
    const commit = commits.find(
      (one) =>
        one < target &&
        isBehind(checker, owner, one, target) &&
        !isReachedWithout(checker, owner, { from: call, to: target, without: one }),
    )
    if (commit === undefined || isRefreshed(checker, row, commit, target)) continue
    checker.report({
      node: target,
      message: `The lock of line ${checker.tree.line(call)} ended with the commit on line ${checker.tree.line(commit)}: \`${checker.tree.text(target)}\` is written without it.`,
      evidence: [
        { kind: 'read', node: call, message: 'locks the row' },
        { kind: 'act', node: commit, message: 'releases the lock' },
        { kind: 'write', node: target, message: 'writes the row' },
      ],
    })
    return
  }
}

/** Attributes that a function assigns, with the object before the dot. */
function changesOf(
  { tree, facts }: Checker,
  owner: FunctionFacts,
): readonly { readonly target: Node; readonly row: Node }[] {
  return [K_ASSIGNMENT, K_AUGMENTED_ASSIGNMENT]
    .flatMap((kind) => [...facts.nodesOfKind(kind)])
    .filter((node) => facts.enclosingFunction(node) === owner)
    .map((node) => tree.child(node, F_LEFT))
    .filter((target) => target !== NO_NODE && tree.kind(target) === K_ATTRIBUTE)
    .map((target) => ({ target, row: tree.child(target, F_OBJECT) }))
    .toSorted((a, b) => a.target - b.target)
}

/** True when the row is read again between two places. */
function isRefreshed({ tree, facts }: Checker, row: Node, from: Node, to: Node): boolean {
  const name = tree.text(row)
  return [...facts.calls].some(
    (call) =>
      call > from && call < to && new RegExp(`\\brefresh\\(\\s*${name}\\b`).test(tree.text(call)),
  )
}
