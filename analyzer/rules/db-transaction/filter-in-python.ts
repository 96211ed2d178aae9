import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { bare } from '../../matching/calls/call-chains.ts'
import { positionalArgument } from '../../matching/calls/calls.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { pythonFilter } from './matching/row-filters.ts'
import { loopsOf } from './matching/row-loops.ts'

export default defineRule({
  id: 'filter-in-python',
  title: 'Rows filtered after all of them were read',
  consequence:
    'The database hands over the whole table so that Python can throw most of it away: slow, and slower with each row.',
  effortHours: { low: 0.25, high: 2 },
  confidence: 'medium',
  why: `
The query has no condition; a comprehension then keeps the rows whose column has a certain value. Every row
travels over the network and becomes an object, and no index can help. The database does the same with an
index in a fraction of the time.
`,
  fix: `
Put the condition into the query: \`select(User).where(User.role == role)\`. For JSON and arrays the database
has operators as well: \`User.tags.contains([tag])\`.
`,
  exemptions: [
    {
      text: 'A list that is needed whole as well.',
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
            chosen = [one for one in users if one.role == 'admin']
            return len(chosen), len(users)
      `,
    },
    {
      text: 'A condition that the database cannot check.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            role = Column(String)

            @property
            def is_vip(self):
                return compute(self)

        async def chosen(session, policy):
            users = (await session.scalars(select(User))).all()
            return [one for one in users if one.is_vip and policy.allows(one)]
      `,
    },
    {
      text: 'Rows that the query has narrowed already.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            team = Column(Integer)
            role = Column(String)

        async def leads(session, team):
            users = (await session.scalars(select(User).where(User.team == team))).all()
            return [one for one in users if one.role == 'lead']
      `,
    },
  ],
  limits: ['Loops with an `if` and `continue` in their body are not looked at.'],
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
          users = (await session.scalars(select(User))).all()
          return [one for one in users if one.role == 'admin'] #!
    `,
    py`
      from django.db import models

      class Book(models.Model):
          title = models.CharField(max_length=20)
          year = models.IntegerField()

      def recent(year):
          return [one.title for one in Book.objects.all() if one.year >= year] #!

      def has_old(year):
          return any(one for one in Book.objects.all() if one.year < year) #!
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
          return (await session.scalars(select(User).where(User.role == 'admin'))).all()
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const loop of loopsOf(checker)) report(checker, loop)
    },
  },
  calls: {
    'builtins.len'(call, checker) {
      reportCount(checker, call)
    },
  },
})

/** `len(session.query(User).all())`: every row is read and thrown away. */
function reportCount(checker: Checker, call: Node): void {
  const { tree } = checker
  const given = positionalArgument(tree, call, 0)
  const inner = given === NO_NODE ? NO_NODE : bare(checker, given)
  if (inner === NO_NODE || tree.kind(inner) !== K_CALL) return
  const [rows] = sqlOf(checker).rows(inner)
  if (rows === undefined || rows.isElement || rows.query.limit !== NO_NODE) return
  if (rows.query.action !== 'select' || rows.query.asks !== 'rows') return
  if (rows.taken !== 'all' && !(rows.taken === 'open' && rows.query.style === 'django')) return
  checker.report({
    node: call,
    message: `All rows of \`${rows.query.model?.name ?? 'the query'}\` are read to count them; the database counts without sending them.`,
    evidence: [{ kind: 'read', node: inner, message: 'every row is read' }],
  })
}

function report(checker: Checker, loop: ReturnType<typeof loopsOf>[number]): void {
  const found = pythonFilter(checker, loop)
  if (found === undefined || found.query.limit !== NO_NODE) return
  if (found.query.predicates.length > 0 || !found.query.isComplete) return
  checker.report({
    node: loop.node,
    message: `All rows of \`${found.query.model?.name}\` are read, then those with \`${checker.tree.text(found.condition)}\` are kept.`,
    evidence: [
      { kind: 'read', node: loop.iterable, message: 'every row is read' },
      { kind: 'test', node: found.condition, message: 'what the query could have asked for' },
    ],
  })
}
