import type { OrmModel, UniqueSet } from '../../domain/orm/model.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import { constraintHandler } from '../../domain/sql/transactions.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { calleeName } from '../../matching/calls.ts'
import { committingFunctions, isBehind } from '../../matching/commits.ts'
import { isRoute } from '../../matching/input-sources.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'integrity-error-unhandled',
  title: 'Duplicate that ends in an error of the server',
  consequence:
    'A value that is taken already is answered with "internal server error" instead of saying so.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [755],
  confidence: 'medium',
  why: `
The table has a unique constraint, and the handler inserts what came from outside. If the value is there
already, or two requests bring it at once, the commit raises \`IntegrityError\`. Nobody handles it: the caller gets
a 500, the monitoring an alarm, and a retry gets the same again. A query before the insert does not help when two
come at once.
`,
  fix: `
Catch the \`IntegrityError\` of the commit, roll back and answer with 409. Or insert with
\`on_conflict_do_nothing\` and look whether a row was made.
`,
  exemptions: [
    {
      text: 'A violation that is handled, here or by the application.',
      quiet: {
        'app/main.py': py`
          from fastapi import FastAPI
          from sqlalchemy.exc import IntegrityError

          app = FastAPI()

          @app.post("/users")
          async def register(session: AsyncSession, email: str):
              session.add(User(email=email))
              try:
                  await session.commit()
              except IntegrityError:
                  await session.rollback()
        `,
      },
    },
    {
      text: 'A table without a unique constraint, or one over what the program makes itself.',
      quiet: py`
        from uuid import uuid4

        from fastapi import FastAPI
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.ext.asyncio import AsyncSession
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()
        app = FastAPI()

        class Note(Base):
            __tablename__ = 'notes'
            id = Column(Integer, primary_key=True)
            text = Column(String)
            token = Column(String, unique=True)

        @app.post("/notes")
        async def add(session: AsyncSession, text: str):
            session.add(Note(text=text, token=str(uuid4())))
            await session.commit()
      `,
    },
    {
      text: 'Code that no request runs.',
      quiet: py`
        from sqlalchemy import Column, Integer, String
        from sqlalchemy.orm import Session, declarative_base

        Base = declarative_base()

        class User(Base):
            __tablename__ = 'users'
            id = Column(Integer, primary_key=True)
            email = Column(String, unique=True)

        def fill(session: Session):
            session.add(User(email="a@example.org"))
            session.commit()
      `,
    },
  ],
  limits: [
    'Handlers of the whole application are seen only where their file names IntegrityError.',
  ],
  bad: [
    py`
      from fastapi import FastAPI
      from sqlalchemy import Column, Integer, String
      from sqlalchemy.ext.asyncio import AsyncSession
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()
      app = FastAPI()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          email = Column(String, unique=True)

      @app.post("/users")
      async def register(session: AsyncSession, email: str):
          session.add(User(email=email))
          await session.commit() #!
    `,
    py`
      from fastapi import FastAPI, HTTPException
      from sqlalchemy import Column, Integer, String, UniqueConstraint
      from sqlalchemy.orm import Session, declarative_base

      Base = declarative_base()
      app = FastAPI()

      class Seat(Base):
          __tablename__ = 'seats'
          __table_args__ = (UniqueConstraint('row', 'number'),)
          id = Column(Integer, primary_key=True)
          row = Column(Integer)
          number = Column(Integer)

      @app.post("/seats")
      def book(session: Session, row: int, number: int):
          seat = Seat(row=row, number=number)
          session.add(seat)
          session.commit() #!
          return seat

      @app.put("/seats")
      def take(session: Session, row: int, number: int):
          try:
              session.add(Seat(row=row, number=number))
              session.commit() #!
          except Exception as error:
              session.rollback()
              raise HTTPException(status_code=500) from error
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI, HTTPException
      from sqlalchemy import Column, Integer, String
      from sqlalchemy.exc import IntegrityError
      from sqlalchemy.ext.asyncio import AsyncSession
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()
      app = FastAPI()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          email = Column(String, unique=True)

      @app.post("/users")
      async def register(session: AsyncSession, email: str):
          session.add(User(email=email))
          try:
              await session.commit()
          except IntegrityError as error:
              await session.rollback()
              raise HTTPException(status_code=409) from error
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      if (isHandledByApplication(checker)) return
      for (const { owner, commits } of committingFunctions(checker)) {
        if (!isRoute(checker, owner)) continue
        const told = new Set<Node>()
        for (const { call, model, unique } of insertsOf(checker, owner)) {
          const commit = commits.find((one) => isBehind(checker, owner, call, one))
          if (commit === undefined || told.has(commit)) continue
          const handler =
            constraintHandler(checker.facts, commit) ?? constraintHandler(checker.facts, call)
          if (handler?.catches === 'integrity' || isAnswered(checker, handler?.node)) continue
          told.add(commit)
          checker.report({
            node: commit,
            message: `A second \`${model.name}\` with the same ${unique.columns.map((name) => `\`${name}\``).join(' and ')} makes this commit fail, and nobody handles it.`,
            evidence: [
              { kind: 'write', node: call, message: 'inserted with values of the request' },
            ],
          })
        }
      }
    },
  },
})

/** Inserts of rows whose unique columns are given values of the request. */
function insertsOf(
  checker: Checker,
  owner: FunctionFacts,
): { readonly call: Node; readonly model: OrmModel; readonly unique: UniqueSet }[] {
  const { tree, facts } = checker
  const parameters = new Set(owner.parameters.map(({ name }) => name))
  const found: { call: Node; model: OrmModel; unique: UniqueSet }[] = []
  for (const call of facts.calls) {
    if (facts.enclosingFunction(call) !== owner || calleeName(tree, call) !== 'add') continue
    const write = sqlOf(checker).write(call)
    if (write?.kind !== 'insert' || write.model === undefined) continue
    const isGiven = (column: string) =>
      write.values.some(({ column: name, value }) => {
        const root = /^\w+/.exec(tree.text(value))?.[0] ?? ''
        return name === column && parameters.has(root)
      })
    const unique = write.model.uniques.find(
      ({ source, columns }) =>
        source !== 'primary-key' && columns.length > 0 && columns.every(isGiven),
    )
    if (unique !== undefined) found.push({ call, model: write.model, unique })
  }
  return found
}

/** A broad handler that answers with something else than a failure of the server. */
function isAnswered({ tree }: Checker, handler: Node | undefined): boolean {
  if (handler === undefined || handler === NO_NODE) return false
  return !/\b(?:500|raise$|INTERNAL)|^\s*raise\s*$/m.test(tree.text(handler))
}

/** True when some file installs a handler for violations. */
function isHandledByApplication(checker: Checker): boolean {
  return checker.project.once(KEY, ({ index }) =>
    index.graph.modules.some(({ summary }) => {
      const handles = summary.imports.some(({ target }) => /IntegrityError$/.test(target ?? ''))
      return (
        handles &&
        /main|app|errors?|handlers?|exceptions?/.test(summary.path) &&
        summary.calls.references.some(
          (reference) =>
            reference.kind === 'attribute' && /exception_handler|errorhandler/.test(reference.name),
        )
      )
    }),
  )
}

const KEY = {}
