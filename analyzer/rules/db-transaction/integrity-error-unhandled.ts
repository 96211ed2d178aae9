import type { OrmModel } from '../../domain/orm/model.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import { constraintHandler } from '../../domain/sql/transactions.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { rowHelpers } from '../../gather/row-helpers.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { stagedByHelper, targetsOf } from '../../matching/rows/row-helpers.ts'
import { comesFromElsewhere, threatenedKey } from '../../matching/rows/threatened-keys.ts'
import { uniqueUpdates } from '../../matching/rows/unique-updates.ts'
import { isBehind } from '../../matching/transactions/commits.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isKeyedByLockedRow } from './matching/locked-parents.ts'
import { makingCalls } from './matching/made-if-missing.ts'
import { isWrittenAtEnd, writtenAtEnd } from './matching/written-ends.ts'

const SERVER_ERROR = /\b500\b|INTERNAL_SERVER_ERROR/

export default defineRule({
  id: 'integrity-error-unhandled',
  title: 'Duplicate that ends as a server error',
  consequence:
    'Two equal requests at the same time, or a simple repetition, are answered with an internal error instead of a clear refusal.',
  effortHours: { low: 0.25, high: 1 },
  confidence: 'medium',
  cwe: [755],
  why: `
The table has a unique constraint, and it works: the second of two equal rows is refused with an
\`IntegrityError\`. A question beforehand ("is this address taken?") does not prevent that, because another request
can insert between question and insert. Nothing here expects the error, so the caller gets a 500, alarms go off,
and the client does not learn that it should choose another name.
`,
  fix: `
Catch \`IntegrityError\` around the statement that writes (\`flush()\`, \`commit()\`, \`create()\`), roll back and answer
with a conflict (409); or insert with \`ON CONFLICT DO NOTHING\` and look at the row count.
`,
  exemptions: [
    {
      text: 'The violation is caught where it is raised.',
      quiet: py`
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.exc import IntegrityError
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)

        def register(session: Session, email):
            session.add(User(email=email))
            try:
                session.commit()
            except IntegrityError:
                session.rollback()
                return None
      `,
    },
    {
      text: 'A model without unique columns, and values that are made to be unique.',
      quiet: py`
        import uuid
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class Note(Base):
            __tablename__ = 'notes'
            id = Column(Integer, primary_key=True)
            text = Column(String)

        class Ticket(Base):
            __tablename__ = 'tickets'
            id = Column(Integer, primary_key=True)
            code = Column(String, unique=True)

        def write(session: Session, text):
            session.add(Note(text=text))
            session.add(Ticket(code=uuid.uuid4().hex))
            session.commit()
      `,
    },
    {
      text: 'A broad handler that answers with something else than a server error.',
      quiet: py`
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)

        def register(session: Session, email):
            try:
                session.add(User(email=email))
                session.commit()
            except Exception:
                session.rollback()
                return None
      `,
    },
    {
      text: 'An application with a handler for all integrity errors.',
      quiet: py`
        from fastapi import FastAPI
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.exc import IntegrityError
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()
        app = FastAPI()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)

        @app.exception_handler(IntegrityError)
        def conflict(request, error): ...

        def register(session: Session, email):
            session.add(User(email=email))
            session.commit()
      `,
    },
    {
      text: 'A row that belongs to one which is locked, and is looked for behind the lock.',
      quiet: py`
        from sqlalchemy import Column, ForeignKey, Integer, select
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class Basket(Base):
            __tablename__ = 'baskets'
            id = Column(Integer, primary_key=True)

        class Bill(Base):
            __tablename__ = 'bills'
            id = Column(Integer, primary_key=True)
            basket_id = Column(ForeignKey('baskets.id'), unique=True)

        def bill(session: Session, key):
            basket = session.execute(
                select(Basket).where(Basket.id == key).with_for_update()
            ).scalar_one()
            known = session.execute(
                select(Bill).where(Bill.basket_id == basket.id)
            ).scalar_one_or_none()
            if known is not None:
                return known
            made = Bill(basket_id=basket.id)
            session.add(made)
            session.commit()
            return made
      `,
    },
    {
      text: 'An insert whose commit another function makes.',
      quiet: py`
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)

        def register(session: Session, email):
            session.add(User(email=email))
      `,
    },
  ],
  limits: [
    'A caller that catches the error is not seen.',
    'Of several columns that are unique together, updates are seen for texts alone.',
  ],
  bad: [
    py`
      from sqlalchemy import Column, Integer, String
      from sqlalchemy.orm import Session, declarative_base

      Base = declarative_base()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          email = Column(String, unique=True)

      def register(session: Session, email):
          user = User(email=email)
          session.add(user) #!
          session.commit()
          return user

      def checked(session: Session, data):
          if session.query(User).filter(User.email == data.email).first():
              return None
          session.add(User(email=data.email)) #!
          session.flush()
    `,
    {
      'app/models.py': py`
        from sqlalchemy import UniqueConstraint
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Seat(Base):
            __tablename__ = "seats"
            __table_args__ = (UniqueConstraint("show_id", "number"),)
            id: Mapped[int] = mapped_column(primary_key=True)
            show_id: Mapped[int]
            number: Mapped[int]
      `,
      'app/api.py': py`
        from fastapi import HTTPException
        from sqlalchemy.ext.asyncio import AsyncSession
        from app.models import Seat

        async def book(session: AsyncSession, show: int, number: int):
            try:
                session.add(Seat(show_id=show, number=number)) #!
                await session.commit()
            except Exception as error:
                await session.rollback()
                raise HTTPException(status_code=500, detail="failed") from error
      `,
    },
    py`
      from django.db import models

      class Tag(models.Model):
          name = models.CharField(max_length=20, unique=True)

      def add(request):
          return Tag.objects.create(name=request.POST["name"]) #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import Column, Integer, String
      from sqlalchemy.exc import IntegrityError
      from sqlalchemy.orm import Session, declarative_base

      Base = declarative_base()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          email = Column(String, unique=True)

      def register(session: Session, email):
          user = User(email=email)
          session.add(user)
          try:
              session.commit()
          except IntegrityError:
              session.rollback()
              raise ValueError("taken")
          return user
    `,
  ],
  roles: ['source'],
  methods: { add: check, create: check, acreate: check },
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      const { insertNames } = checker.project.gathered(rowHelpers)
      for (const call of insertNames.size === 0 ? [] : checker.facts.calls) {
        const name = calleeName(tree, call)
        if (insertNames.has(name) && !DIRECT.test(name)) check(call, checker)
      }
      for (const { call, owner, model, unique } of makingCalls(checker)) {
        if (owner === undefined || unique === undefined) continue
        report(checker, owner, call, call, model, unique.columns)
      }
      for (const { node, owner, model, column, columns, value, saving } of uniqueUpdates(checker)) {
        // What is made of the value itself, and what cannot be twice.
        const isOwn = new RegExp(`\\.${column}\\b`).test(tree.text(value).replace(/^\w+\.\w+$/, ''))
        if (isOwn || !comesFromElsewhere(checker, value)) continue
        report(checker, owner, node, saving, model, columns)
      }
    },
  },
})

/** What is looked at by its name already. */
const DIRECT = /^(?:add|a?create)$/

function check(call: Node, checker: Checker): void {
  const { facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner === undefined) return
  const sql = sqlOf(checker)
  const write = sql.write(call) ?? stagedByHelper(checker, call)
  if (write?.kind !== 'insert' || write.model === undefined || write.query?.isUpsert) return
  const unique = threatenedKey(checker, write)
  if (unique === undefined || isKeyedByLockedRow(checker, owner, write, unique)) return
  const isDjango = write.model.library === 'django'
  const saving = isDjango
    ? call
    : ([...facts.calls].find((one) => {
        if (facts.enclosingFunction(one) !== owner || one < call) return false
        const kind = sql.step(one)?.kind
        return (kind === 'commit' || kind === 'flush') && isBehind(checker, owner, call, one)
      }) ?? writtenAtEnd(checker, call))
  if (saving === undefined || isTranslated(checker, saving)) return
  report(checker, owner, call, saving, write.model, unique.columns)
}

/** `uow.commit()` of a class that makes an error of its own of the violation. */
function isTranslated(checker: Checker, saving: Node): boolean {
  const { expected } = checker.project.gathered(rowHelpers)
  return expected.has(calleeName(checker.tree, saving)) && targetsOf(checker, saving).length > 0
}

/** Reports a write whose refusal nobody expects. */
function report(
  checker: Checker,
  owner: FunctionFacts,
  node: Node,
  saving: Node,
  model: OrmModel,
  unique: readonly string[],
): void {
  const { facts, tree } = checker
  const handler = constraintHandler(facts, saving)
  if (handler?.catches === 'integrity') return
  // The end of a savepoint or of a transaction block writes: what stands around that is asked.
  if (constraintHandler(facts, node)?.catches === 'integrity' && isWrittenAtEnd(checker, node))
    return
  if (isExpectedByCallers(checker, owner)) return
  if (handler !== undefined && !SERVER_ERROR.test(tree.text(handler.node))) return
  if (handlesForAll(checker)) return
  const columns = unique.map((one) => `\`${one}\``).join(', ')
  checker.report({
    node,
    message: `A second \`${model.name}\` with the same ${columns} is refused by the database, and nothing here expects that${handler === undefined ? '' : ' but a handler that makes it a server error'}.`,
    evidence: [{ kind: 'act', node: saving, message: 'raises IntegrityError for a duplicate' }],
  })
}

/** True where the function, or one that calls it, is called in a `try` for integrity errors. */
function isExpectedByCallers({ project, path }: Checker, owner: FunctionFacts): boolean {
  const { expected } = project.gathered(rowHelpers)
  if (expected.has(owner.name)) return true
  const own = project.index.function(path, owner.symbol)
  if (own === undefined || expected.size === 0) return false
  return project.index.calls
    .callers(own)
    .some(({ caller }) => caller !== undefined && expected.has(caller.summary.name))
}

/** True when the project answers all integrity errors in one place. */
function handlesForAll(checker: Checker): boolean {
  return checker.project.table(integrityHandler)
}

export const integrityHandler = defineTable({
  id: 'has a handler of integrity errors',
  make: ({ index }) =>
    index.functions.some(({ summary }) =>
      summary.decorators.some((decorator) => {
        const text = JSON.stringify(decorator)
        return (
          /error_?handler|exception_handler/.test(text) &&
          /IntegrityError|SQLAlchemyError/.test(text)
        )
      }),
    ),
})
