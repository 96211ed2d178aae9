import type { Checker } from '../../engine/checker.ts'
import { heldLock } from '../../matching/held-locks.ts'
import { rowOrigin } from '../../matching/orm-rows.ts'
import { computedFrom, isRowAttribute, isVersioned } from '../../matching/row-values.ts'
import { isStateColumn, stateTest } from '../../matching/state-columns.ts'
import { isReached, savedAfter } from '../../matching/transactions.ts'
import { F_ATTRIBUTE, F_LEFT, F_OBJECT, F_RIGHT, K_ASSIGNMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'state-transition-race',
  title: 'State changed after a test that may be out of date',
  consequence:
    'Two requests both pass the test and both make the transition: one item is worked on twice, or a decision is overwritten.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367],
  why: `
The row is loaded without a lock, its state is compared, and a new state is set. Until the commit any other
transaction may do the same with the same row. Both see the old state, both are allowed to go on, and the
second commit wins without noticing the first.

| step | request A (accept) | request B (cancel) | \`status\` |
|---|---|---|---|
| 1 | loads: submitted, may go on | | submitted |
| 2 | | loads: submitted, may go on | submitted |
| 3 | sets accepted, commits | | accepted |
| 4 | | sets cancelled, commits | **cancelled** |
`,
  fix: `
Lock the row when it is loaded: \`.with_for_update()\`, \`select_for_update()\`. Or let the database test it:
\`update(Review).where(Review.id == key, Review.status == old).values(status=new)\` and look whether a row was
changed. A version column does the same for all columns.
`,
  exemptions: [
    {
      text: 'A row that is locked when it is loaded.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.ext.asyncio import AsyncSession

        async def accept(session: AsyncSession, key):
            query = select(Review).where(Review.id == key).with_for_update()
            review = (await session.execute(query)).scalar_one()
            if review.status != "submitted":
                raise ValueError(review.status)
            review.status = "accepted"
            await session.commit()

        async def start(session: AsyncSession, key):
            review = await session.get(Review, key, with_for_update=True)
            if review.status == "assigned":
                review.status = "started"
            await session.commit()
      `,
    },
    {
      text: 'An update that the old state guards.',
      quiet: py`
        from sqlalchemy import select, update
        from sqlalchemy.ext.asyncio import AsyncSession

        async def claim(session: AsyncSession, key):
            task = (await session.execute(select(Task).where(Task.id == key))).scalar_one()
            if task.status != "pending":
                return None
            result = await session.execute(
                update(Task).where(Task.id == key, Task.status == "pending").values(status="claimed")
            )
            await session.commit()
            return task if result.rowcount == 1 else None
      `,
    },
    {
      text: 'A state that is set whatever it was, and one of a row that was made here.',
      quiet: py`
        from sqlalchemy.ext.asyncio import AsyncSession

        async def fail(session: AsyncSession, key, notify):
            task = await session.get(Task, key)
            if notify:
                print(key)
            task.status = "failed"
            await session.commit()

        async def make(session: AsyncSession, name):
            task = Task(name=name, status="new")
            if task.status == "new":
                task.status = "ready"
            session.add(task)
            await session.commit()
      `,
    },
    {
      text: 'A model with a version column.',
      quiet: py`
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Task(Base):
            __tablename__ = 'tasks'
            id = Column(Integer, primary_key=True)
            version = Column(Integer)
            status = Column(String)
            __mapper_args__ = {"version_id_col": version}

        async def start(session: AsyncSession, key):
            task = await session.get(Task, key)
            if task.status == "new":
                task.status = "started"
            await session.commit()
      `,
    },
  ],
  limits: [
    'A row that the caller loaded is not looked at: the caller may hold the lock.',
    'Which columns hold a state is told by their name or by an enum.',
  ],
  bad: [
    py`
      from fastapi import HTTPException
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      async def accept(session: AsyncSession, key):
          review = (await session.execute(select(Review).where(Review.id == key))).scalar_one()
          if review.status != "submitted":
              raise HTTPException(status_code=409)
          review.status = "accepted" #!
          await session.commit()
    `,
    py`
      from sqlalchemy.orm import Session

      def start(session: Session, key):
          order = session.query(Order).filter(Order.id == key).first()
          order.validate_transition("started")
          order.state = "started" #!
          session.commit()

      def move(session: Session, key, target):
          order = session.get(Order, key)
          if target not in VALID_TRANSITIONS.get(order.state, ()):
              raise ValueError(target)
          order.state = target #!
          session.commit()
    `,
    py`
      from django.shortcuts import get_object_or_404

      def publish(request, pk):
          post = get_object_or_404(Post, pk=pk)
          if post.status == Post.DRAFT:
              post.status = Post.PUBLISHED #!
              post.save()
    `,
  ],
  good: [
    py`
      from fastapi import HTTPException
      from sqlalchemy import select
      from sqlalchemy.ext.asyncio import AsyncSession

      async def accept(session: AsyncSession, key):
          query = select(Review).where(Review.id == key).with_for_update()
          review = (await session.execute(query)).scalar_one()
          if review.status != "submitted":
              raise HTTPException(status_code=409)
          review.status = "accepted"
          await session.commit()
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || !isRowAttribute(checker, target)) return
      const attribute = tree.text(tree.child(target, F_ATTRIBUTE))
      if (!isStateColumn(checker, attribute)) return
      if (computedFrom(checker, value, tree.text(target)) !== NO_NODE) return
      check(checker, node, target, attribute)
    },
  },
})

function check(checker: Checker, statement: Node, target: Node, attribute: string): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(statement)
  if (owner === undefined || owner.isLambda) return
  const row = tree.child(target, F_OBJECT)
  const origin = rowOrigin(checker, row)
  if (origin === undefined || (origin.kind !== 'loaded' && origin.kind !== 'helper')) return
  if (origin.isLocked || !isReached(checker, owner, origin.node, target)) return
  const test = stateTest(checker, owner, tree.text(row), attribute, statement)
  if (test === NO_NODE || test < origin.node) return
  const save = savedAfter(checker, owner, row, target, origin.isDjango)
  if (save === NO_NODE || isVersioned(checker, origin)) return
  if (/\bSERIALIZABLE\b|with_for_update|select_for_update/i.test(tree.text(owner.node))) return
  const lock = heldLock(facts, statement)
  checker.report({
    node: statement,
    message: `\`${tree.text(target)}\` is set because of a test of line ${tree.line(test)}, but the row was loaded without a lock on line ${tree.line(origin.node)}: another transaction may change it in between.`,
    ...(lock === NO_NODE ? {} : { severity: 'medium' as const }),
    confidence: origin.kind === 'loaded' && lock === NO_NODE ? 'high' : 'medium',
    evidence: [
      { kind: 'read', node: origin.node, message: 'loaded without a lock' },
      { kind: 'test', node: test, message: 'the state is asked for' },
      { kind: 'write', node: target, message: 'the new state is set' },
    ],
  })
}
