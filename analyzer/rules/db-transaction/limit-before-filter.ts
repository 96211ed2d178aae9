import type { Rows } from '../../domain/sql/read-rows.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { positionalArgument, receiverOf } from '../../matching/calls/calls.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { pythonFilter } from './matching/row-filters.ts'
import { loopsOf } from './matching/row-loops.ts'

export default defineRule({
  id: 'limit-before-filter',
  title: 'Rows limited before they are filtered',
  consequence:
    'Users get fewer results than there are, often none at all, although matching rows exist.',
  effortHours: { low: 0.25, high: 2 },
  why: `
The query takes the first rows whatever they are; a condition in Python then drops those that do not fit. A
page of 20 may keep 3 of them, or none, while the matching rows stand behind the limit and are never seen.
`,
  fix: `
Filter first: put the condition into the query, in front of the limit. If the database cannot check it, read
on until enough rows are found.
`,
  exemptions: [
    {
      text: 'A condition that is part of the query.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            role = Column(String)

        async def admins(session):
            query = select(User).where(User.role == 'admin').limit(20)
            return [one.id for one in (await session.scalars(query)).all()]
      `,
    },
    {
      text: 'A filter over all rows.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            role = Column(String)

        async def admins(session):
            users = (await session.scalars(select(User))).all()
            return [one for one in users if one.role == 'admin'][:20]
      `,
    },
    {
      text: 'Limited rows that are used whole as well.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            role = Column(String)

        async def newest(session):
            users = (await session.scalars(select(User).order_by(User.id).limit(20))).all()
            return users, [one for one in users if one.role == 'admin']
      `,
    },
  ],
  limits: [
    'Loops with an `if` and `continue` in their body, and sorting in Python, are not looked at.',
  ],
  bad: [
    py`
      from sqlalchemy import Column, Integer, String, select
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          role = Column(String)

      async def admins(session):
          users = (await session.scalars(select(User).limit(20))).all()
          return [one for one in users if one.role == 'admin'] #!

      async def ids(session, role):
          query = select(User).order_by(User.id).limit(20)
          return {one.id for one in await session.scalars(query) if one.role == role} #!
    `,
    py`
      from sqlalchemy import Column, Integer
      from sqlalchemy.orm import Session, declarative_base

      Base = declarative_base()

      class Task(Base):
          __tablename__ = 'tasks'
          id = Column(Integer, primary_key=True)
          owner = Column(Integer)

      def own(session: Session, owner: int):
          tasks = session.query(Task).limit(50).all()
          return [task for task in tasks if task.owner == owner] #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import Column, Integer, String, select
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          role = Column(String)

      async def admins(session):
          return (await session.scalars(select(User).where(User.role == 'admin').limit(20))).all()
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const loop of loopsOf(checker)) {
        const found = pythonFilter(checker, loop)
        if (found === undefined || found.query.limit === NO_NODE) continue
        checker.report({
          node: loop.node,
          message: `The query takes a limited number of \`${found.query.model?.name}\` rows, then those with \`${checker.tree.text(found.condition)}\` are kept: matching rows behind the limit are never seen.`,
          evidence: [
            { kind: 'read', node: found.query.limit, message: 'the limit' },
            { kind: 'test', node: found.condition, message: 'the condition, after the limit' },
          ],
        })
      }
    },
  },
  calls: {
    'builtins.sorted'(call, checker) {
      reportSort(checker, call, positionalArgument(checker.tree, call, 0))
    },
    'builtins.filter'(call, checker) {
      const rows = limitedRows(checker, positionalArgument(checker.tree, call, 1))
      const condition = positionalArgument(checker.tree, call, 0)
      if (rows === undefined || condition === NO_NODE) return
      checker.report({
        node: call,
        message: `The query takes a limited number of rows, then \`${checker.tree.text(condition)}\` picks from them: matching rows behind the limit are never seen.`,
        evidence: [
          { kind: 'read', node: rows.query.limit, message: 'the limit' },
          { kind: 'test', node: condition, message: 'the condition, after the limit' },
        ],
      })
    },
  },
  methods: {
    sort(call, checker) {
      reportSort(checker, call, receiverOf(checker.tree, call))
    },
  },
})

/** Rows of a query with a limit, in the variable or call that gives them. */
function limitedRows(checker: Checker, node: Node): Rows | undefined {
  const rows = node === NO_NODE ? undefined : sqlOf(checker).rows(node)[0]
  if (rows === undefined || rows.isElement || rows.query.limit === NO_NODE) return undefined
  return rows.taken === 'all' || rows.taken === 'open' ? rows : undefined
}

/** Whichever rows come first are taken, then put in order: with an order of its own the query may mean it. */
function reportSort(checker: Checker, call: Node, sorted: Node): void {
  const rows = limitedRows(checker, sorted)
  if (rows === undefined || rows.query.orderBy.length > 0 || rows.query.model?.isOrdered) return
  checker.report({
    node: call,
    message:
      'The query takes a limited number of rows in no order, and only these are sorted: the first of all rows may not be among them.',
    evidence: [
      { kind: 'read', node: rows.query.limit, message: 'the limit' },
      { kind: 'act', node: call, message: 'the order, after the limit' },
    ],
  })
}
