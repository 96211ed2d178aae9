import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import type { Write } from '../../domain/sql/read-write.ts'
import type { Checker } from '../../engine/checker.ts'
import { codeBelowLimit, codeWithoutRows, type ProbedCode } from '../../matching/rows/row-probes.ts'
import { insertsWhereNone } from '../../matching/rows/unfound-inserts.ts'
import { heldLock } from '../../matching/shared-state/held-locks.ts'
import { weightOfSharedData } from '../../matching/shared-state/proven-runs.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type DocumentInsert, documentInserts } from './matching/document-inserts.ts'
import { type FormInsert, insertsOfForms } from './matching/form-inserts.ts'
import { type GuardedInsert, insertsBehindGuards } from './matching/guarded-limits.ts'
import { type NumberedInsert, numberedInserts } from './matching/numbered-inserts.ts'
import { type RawGuard, rawInserts } from './matching/raw-guards.ts'
import { isUnprotected } from './matching/unprotected-inserts.ts'

const USER_MODEL = py`
  from sqlalchemy import Column, Integer, String
  from sqlalchemy.orm import declarative_base

  Base = declarative_base()

  class User(Base):
      __tablename__ = 'users'
      id = Column(Integer, primary_key=True)
      email = Column(String)
      name = Column(String)
`

export default defineRule({
  id: 'check-then-insert',
  title: 'Insert guarded by nothing but an earlier query',
  consequence:
    'Two requests at the same time both find nothing and both insert: duplicates that the code was written to prevent.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [362, 367],
  why: `
The code asks whether a row exists and inserts it if not. Between the question and the insert another
transaction may do the same; neither sees the row of the other before both have committed. No unique
constraint covers the columns, so the database accepts both. \`SELECT ... FOR UPDATE\` does not help: a row
that does not exist cannot be locked.

| step | request A | request B | rows |
|---|---|---|---|
| 1 | finds none | | 0 |
| 2 | | finds none | 0 |
| 3 | inserts, commits | | 1 |
| 4 | | inserts, commits | **2** |
`,
  fix: `
Let the database decide: a unique constraint or unique index over the columns (partial where only some rows
count), and handle the \`IntegrityError\` of the insert as "already there". Or insert with
\`on_conflict_do_nothing\`. The query before may stay as a friendly first answer.
`,
  exemptions: [
    {
      text: 'Columns that a unique constraint covers, for some rows too.',
      quiet: py`
        import enum

        from sqlalchemy import Column, Enum, Index, Integer, String, UniqueConstraint, select, text
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Status(enum.Enum):
            OPEN = 'open'
            DONE = 'done'

        class User(Base):
            __tablename__ = 'users'
            __table_args__ = (UniqueConstraint('team', 'name'),)
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)
            team = Column(Integer)
            name = Column(String)

        class Review(Base):
            __tablename__ = 'reviews'
            __table_args__ = (
                Index('ix', 'incident', unique=True, postgresql_where=text("status = 'open'")),
            )
            id = Column(Integer, primary_key=True)
            incident = Column(Integer)
            status = Column(Enum(Status))

        async def register(session, email, team, name, incident):
            found = await session.execute(select(User).where(User.email == email))
            if found.scalar_one_or_none() is None:
                session.add(User(email=email))
            found = await session.execute(select(User).where(User.team == team, User.name == name))
            if found.scalar_one_or_none() is None:
                session.add(User(team=team, name=name))
            found = await session.execute(
                select(Review).where(Review.incident == incident, Review.status == Status.OPEN)
            )
            if found.scalar_one_or_none() is None:
                session.add(Review(incident=incident, status=Status.OPEN))
            await session.commit()
      `,
    },
    {
      text: 'An insert that the database resolves.',
      quiet: py`
        from sqlalchemy import select
        from sqlalchemy.dialects.postgresql import insert

        ${USER_MODEL.replaceAll('\n', '\n        ')}
        async def register(session, email):
            found = await session.execute(select(User).where(User.email == email))
            if found.scalar_one_or_none() is None:
                await session.execute(insert(User).values(email=email).on_conflict_do_nothing())
            await session.commit()
      `,
    },
    {
      text: 'A parent row that is locked first.',
      quiet: py`
        from sqlalchemy import select

        ${USER_MODEL.replaceAll('\n', '\n        ')}
        class Team(Base):
            __tablename__ = 'teams'
            id = Column(Integer, primary_key=True)

        async def register(session, team, email):
            await session.execute(select(Team).where(Team.id == team).with_for_update())
            found = await session.execute(select(User).where(User.email == email))
            if found.scalar_one_or_none() is None:
                session.add(User(email=email))
            await session.commit()
      `,
    },
    {
      text: 'A query for a parent, or for other values than those inserted.',
      quiet: py`
        from sqlalchemy import select

        ${USER_MODEL.replaceAll('\n', '\n        ')}
        class Team(Base):
            __tablename__ = 'teams'
            id = Column(Integer, primary_key=True)

        async def register(session, team, email, other):
            found = (await session.execute(select(Team).where(Team.id == team))).scalar_one_or_none()
            if found is None:
                raise LookupError(team)
            session.add(User(email=email))
            inviter = (await session.execute(select(User).where(User.email == other))).scalar_one_or_none()
            if inviter is not None:
                return inviter
            session.add(User(email=email))
            await session.commit()
      `,
    },
  ],
  limits: [
    'Question and insert in different functions are brought together for limits alone.',
    'Unique constraints that only a hand-written migration makes are not seen.',
  ],
  bad: [
    py`
      from fastapi import HTTPException
      from sqlalchemy import select

      ${USER_MODEL.replaceAll('\n', '\n      ')}
      async def register(session, email):
          found = await session.execute(select(User).where(User.email == email))
          if found.scalar_one_or_none():
              raise HTTPException(status_code=400, detail="Email already registered")
          user = User(email=email)
          session.add(user) #!
          await session.commit()
          return user
    `,
    py`
      from sqlalchemy import func, select
      from sqlalchemy.orm import Session

      ${USER_MODEL.replaceAll('\n', '\n      ')}
      def by_count(session: Session, email, name):
          if session.query(User).filter(User.email == email).count() > 0:
              return None
          session.add(User(email=email, name=name)) #!
          session.commit()

      def by_first(session: Session, email):
          user = session.query(User).filter_by(email=email).first()
          if not user:
              user = User(email=email)
              session.add(user) #!
              session.commit()
          return user

      def locked(session: Session, email):
          if session.query(User).filter_by(email=email).with_for_update().first() is None:
              session.add(User(email=email)) #!
          session.commit()
    `,
    py`
      from django.db import models

      class Tag(models.Model):
          name = models.CharField(max_length=20)

      def add(name):
          if Tag.objects.filter(name=name).exists():
              raise ValueError(name)
          return Tag.objects.create(name=name) #!

      def fetch(name):
          try:
              return Tag.objects.get(name=name)
          except Tag.DoesNotExist:
              tag = Tag(name=name)
              tag.save() #!
              return tag
    `,
  ],
  good: [
    py`
      from fastapi import HTTPException
      from sqlalchemy import Column, Integer, String
      from sqlalchemy.exc import IntegrityError
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          email = Column(String, unique=True)

      async def register(session, email):
          user = User(email=email)
          session.add(user)
          try:
              await session.commit()
          except IntegrityError as error:
              await session.rollback()
              raise HTTPException(status_code=409, detail="Email already registered") from error
          return user
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const told = new Set<Node>()
      for (const code of [...codeWithoutRows(checker), ...codeBelowLimit(checker)]) {
        const { query } = code.probe.rows
        if (query.model === undefined || !query.model.isComplete) continue
        for (const write of insertsWhereNone(checker, code)) {
          if (!told.has(write.call) && isUnprotected(checker, code, write)) {
            told.add(write.call)
            report(checker, code, write, query.model)
          }
        }
      }
      for (const one of insertsBehindGuards(checker)) {
        if (!told.has(one.write.call)) reportGuarded(checker, one)
      }
      for (const one of insertsOfForms(checker)) {
        if (!told.has(one.write.call)) reportForm(checker, one)
      }
      for (const one of rawInserts(checker)) reportRaw(checker, one)
      for (const one of documentInserts(checker)) reportDocument(checker, one)
      for (const numbered of numberedInserts(checker)) {
        if (!told.has(numbered.write.call)) reportNumber(checker, numbered)
      }
    },
  },
})

/** `INSERT INTO jobs` where a SELECT found none; whether a key refuses the second is not known here. */
function reportRaw(checker: Checker, { select, test, act, what }: RawGuard): void {
  const { tree, facts } = checker
  const unique = domainOf(checker.project).orm.byTable(what)?.uniques ?? []
  if (unique.some(({ source }) => source !== 'primary-key')) return
  checker.report({
    node: act,
    message: `A row of \`${what}\` is inserted because line ${tree.line(select)} found none: two requests both find none and both insert, or the second fails if a key forbids it.`,
    confidence: 'medium',
    severity: heldLock(facts, act) === NO_NODE ? 'high' : 'medium',
    evidence: [
      { kind: 'read', node: select, message: 'both requests find no row' },
      { kind: 'test', node: test, message: 'so both go on' },
      { kind: 'act', node: act, message: 'and both insert' },
    ],
  })
}

/** A document of MongoDB that is inserted where a query found none. */
function reportDocument(checker: Checker, one: DocumentInsert): void {
  const { tree } = checker
  checker.report({
    node: one.insert,
    severity: 'high',
    message: `A document is inserted because line ${tree.line(one.query)} found none with this \`${one.field}\`: two requests both find none and both insert; no unique index on \`${one.field}\` is made here.`,
    confidence: 'medium',
    evidence: [
      { kind: 'read', node: one.query, message: 'both requests find no document' },
      { kind: 'test', node: one.test, message: 'so both go on' },
      { kind: 'act', node: one.insert, message: 'and both insert' },
    ],
  })
}

function reportNumber(checker: Checker, { write, column, read }: NumberedInsert): void {
  const { tree } = checker
  checker.report({
    node: write.call,
    severity: 'high',
    message: `The \`${column}\` of the new \`${write.model?.name}\` is one more than what line ${tree.line(read)} read: two requests at once get the same, and no unique constraint refuses the second.`,
    evidence: [
      { kind: 'read', node: read, message: 'both read the same last number' },
      { kind: 'write', node: write.call, message: 'both insert the next' },
    ],
  })
}

/** `check_capacity(team)` and `session.add(Member(team))`. */
function reportGuarded(checker: Checker, { guard, write, limit }: GuardedInsert): void {
  const { tree, facts } = checker
  if (heldLock(facts, write.call) !== NO_NODE) return
  checker.report({
    node: write.call,
    severity: 'high',
    confidence: 'medium',
    message: `The \`${limit.model}\` is inserted because \`${tree.text(facts.callee(guard))}\` counted few enough on line ${tree.line(guard)}; nothing keeps two requests from both counting before either inserts.`,
    evidence: [
      { kind: 'test', node: guard, message: 'counts, and raises where there are enough' },
      { kind: 'act', node: write.call, message: 'inserts one more' },
    ],
  })
}

/** `if form.validate_on_submit(): session.add(Group(name=form.name.data))`. */
function reportForm(checker: Checker, { write, column, validated }: FormInsert): void {
  const { tree } = checker
  checker.report({
    node: write.call,
    severity: 'high',
    confidence: 'medium',
    message: `The \`${write.model?.name}\` is inserted because the form found its \`${column}\` free on line ${tree.line(validated)}; no unique constraint keeps two requests from both doing so.`,
    evidence: [
      { kind: 'test', node: validated, message: 'the validator looks for such a row' },
      { kind: 'act', node: write.call, message: 'inserts it' },
    ],
  })
}

function report(checker: Checker, code: ProbedCode, write: Write, model: OrmModel): void {
  const { tree } = checker
  const { rows } = code.probe
  const named = (asked: string) =>
    rows.query.predicates
      .filter(({ op, column }) => op === asked && column !== '')
      .map(({ column }) => `\`${column}\``)
  const equal = named('=')
  // Only one that is queued or running at a time.
  const isKind = equal.length === 0
  const columns = isKind ? named('in') : equal
  const line = tree.line(rows.node)
  const { isLimit } = code.probe
  checker.report({
    node: write.call,
    message: isLimit
      ? `The \`${model.name}\` is inserted because line ${line} counted few enough with the same ${columns.join(' and ')}; nothing keeps two requests from both counting before either inserts.`
      : `The \`${model.name}\` is inserted because line ${line} found none with the same ${columns.join(' and ')}; no unique constraint keeps two requests from both doing so.`,
    severity:
      isLimit || isKind
        ? 'high'
        : (weightOfSharedData(checker, write.call, model.name) ?? 'critical'),
    ...((isLimit || isKind) && { confidence: 'medium' as const }),
    evidence: [
      { kind: 'read', node: rows.node, message: 'asks whether the row is there' },
      { kind: 'test', node: code.condition, message: 'goes on where it is not' },
      { kind: 'act', node: write.call, message: 'inserts it' },
    ],
  })
}
