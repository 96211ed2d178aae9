import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { behindName } from '../../facts/named-constants.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { isServed, runsAlone } from '../../matching/inputs/exposure.ts'
import { fateOf } from '../../matching/resources/ownership.ts'
import type { Closing } from '../../matching/resources/uses.ts'
import { type PoolLeak, poolLeak } from '../../matching/transactions/pooled-connections.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ASSIGNMENT,
  K_CALL,
  K_FALSE,
  K_FINALLY_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_YIELD,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { DRIVERS } from './matching/database-drivers.ts'

const CLOSING: Closing = {
  methods: new Set([
    'close',
    'aclose',
    'remove',
    'close_all',
    'invalidate',
    'detach',
    'release',
    'terminate',
  ]),
  readers: new Set(),
}

export default defineRule({
  id: 'session-leak',
  title: 'Database session or connection that is left open',
  consequence:
    'The pool runs empty after some failures, and all requests wait until they time out.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [772, 404],
  why: `
A session that is not closed keeps its connection, its open transaction and the locks in it until the garbage collector
comes by, and as long as a traceback refers to it not even then. Each failure takes one connection out of the pool.
`,
  fix: `
\`with Session() as session:\` (\`async with\` for an \`AsyncSession\`, \`with engine.connect() as connection:\`) closes it on
every way out. A dependency yields it inside of such a block. A connection of a pool: \`async with pool.acquire() as
connection:\`, or \`pool.putconn(connection)\` in \`finally\`.
`,
  exemptions: [
    {
      text: 'A session on the connection of a migration.',
      quiet: py`
        import sqlalchemy as sa
        from alembic import op

        def upgrade():
            session = sa.orm.Session(bind=op.get_bind())
            for row in session.query(ports).all():
                op.execute(bindings.insert().values(port=row.id))
            session.commit()
      `,
    },
    {
      text: 'A `with` statement, and a dependency that closes it in `finally`.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import sessionmaker

        engine = create_engine("sqlite://")
        Session = sessionmaker(engine)

        def rows():
            with Session() as session:
                return session.query(Row).all()

        def get_db():
            session = Session()
            try:
                yield session
            finally:
                session.close()

        def version():
            with engine.connect() as connection:
                return connection.scalar(text("select 1"))
      `,
    },
    {
      text: 'A session that is returned, stored or handed on.',
      quiet: py`
        from sqlalchemy.orm import sessionmaker

        Session = sessionmaker()

        def make():
            return Session()

        def work(run):
            run(Session())

        class Unit:
            def __enter__(self):
                self.session = Session()
                return self

            def __exit__(self, *error):
                self.session.close()
      `,
    },
    {
      text: 'A session that closes itself with its thread or request.',
      quiet: py`
        from sqlalchemy.orm import scoped_session, sessionmaker

        Session = scoped_session(sessionmaker())

        def rows():
            session = Session()
            return session.query(Row).all()
      `,
    },
    {
      text: 'A session that copies a row without asking the database.',
      quiet: py`
        from sqlalchemy.orm import Session

        def copied(row):
            session = Session()
            copy = session.merge(row, load=False)
            session.expunge(copy)
            return copy
      `,
    },
    {
      text: 'A connection of the whole program, in a module or a script.',
      quiet: py`
        import sqlite3

        connection = sqlite3.connect("a.db")

        if __name__ == "__main__":
            other = sqlite3.connect("b.db")
            other.execute("select 1")
      `,
    },
  ],
  limits: ['Sessions of factories that another package makes are not known.'],
  bad: [
    py`
      from sqlalchemy.orm import sessionmaker

      Session = sessionmaker()

      def rows():
          session = Session() #!
          return session.query(Row).all()
    `,
    py`
      import psycopg2
      from sqlalchemy import create_engine
      from sqlalchemy.ext.asyncio import async_sessionmaker
      from sqlalchemy.orm import Session

      engine = create_engine("sqlite://")
      factory = async_sessionmaker()

      def count():
          connection = engine.connect() #!
          return connection.execute("select 1").scalar()

      def first():
          return Session(engine).query(Row).first() #!

      def get_db():
          db = Session(engine) #!
          yield db
          db.close()

      async def load(key):
          session = factory() #!
          row = await session.get(Row, key)
          if row is None:
              return None
          await session.close()
          return row

      def names():
          connection = psycopg2.connect("dbname=shop") #!
          cursor = connection.cursor()
          cursor.execute("select name from users")
          return cursor.fetchall()
    `,
  ],
  good: [
    py`
      from sqlalchemy.orm import sessionmaker

      Session = sessionmaker()

      def rows():
          with Session() as session:
              return session.query(Row).all()
    `,
  ],
  roles: ['source'],
  on: {
    [K_CALL](call, checker) {
      const { facts } = checker
      if (facts.enclosingFunction(call) === undefined) return
      const leak = poolLeak(checker, call)
      if (leak !== undefined) {
        checker.report({ node: call, message: `This connection ${POOL_WORDS[leak]}.` })
        return
      }
      const what = opened(checker, call)
      if (what === undefined || isOfMigration(checker, call) || onlyCopies(checker, call)) return
      const given = fateOf(checker, call, CLOSING)
      const fate = given === 'cared-for' && isLentUnguarded(checker, call) ? 'on-error' : given
      if (fate === 'cared-for') return
      const isLater = fate === 'on-error'
      checker.report({
        node: call,
        message: isLater
          ? `This ${what} is left open when something raises before it is closed.`
          : fate === 'attribute'
            ? `This ${what} is kept by the object, and no method of the class closes it.`
            : `This ${what} is not closed on every way out of the function.`,
        ...(isLater || fate === 'attribute'
          ? { severity: 'medium' as const, confidence: 'medium' as const }
          : !isOfServer(checker, call) && { severity: 'medium' as const }),
      })
    },
  },
})

const POOL_WORDS: Readonly<Record<PoolLeak, string>> = {
  never: 'is never given back to its pool',
  'on-return': 'does not come back to its pool where the function returns early',
  'on-error': 'does not come back to its pool when something raises before it is given back',
}

/** Where requests or jobs come by again and again, or may: who runs a program once has its end to close all. */
function isOfServer(checker: Checker, call: Node): boolean {
  if (isServed(checker, call)) return true
  return !IN_FILE.test(checker.facts.calleeName(call) ?? '') && !runsAlone(checker, call)
}

/** Databases of a file on this machine: nobody else runs out of connections. */
const IN_FILE = /^(?:sqlite3|aiosqlite|pysqlite2|apsw|pyodbc)\b/

/** `Session(bind=op.get_bind())`: the connection is that of the migration, which closes it. */
function isOfMigration({ tree, facts }: Checker, call: Node): boolean {
  return facts
    .arguments(call)
    .some(({ value }) =>
      /^(?:op|alembic\.op|context)\.get_bind\(\)/.test(tree.spelled(behindName(facts, value))),
    )
}

/** `session.merge(row, load=False)` and `session.expunge(copy)` ask no database: no connection is taken. */
function onlyCopies(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const assignment = tree.parent(call)
  if (tree.kind(assignment) !== K_ASSIGNMENT) return false
  const target = tree.firstChild(assignment)
  const uses = (facts.resolve(target)?.references ?? []).filter((use) => use !== target)
  return (
    uses.length > 0 &&
    uses.every((use) => {
      const method = tree.parent(use)
      const called = tree.calledBy(method)
      if (called === NO_NODE) return false
      const name = tree.text(tree.child(method, F_ATTRIBUTE))
      const load = keywordArgument(tree, called, 'load')
      const loads = load === NO_NODE || tree.kind(load) !== K_FALSE
      return /^(?:expunge|expunge_all)$/.test(name) || (name === 'merge' && !loads)
    })
  )
}

/** Yielded to a caller, and closed behind the `yield`, which an exception in the caller skips. */
function isLentUnguarded(checker: Checker, call: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  const assignment = tree.parent(call)
  if (owner?.isGenerator !== true || tree.kind(assignment) !== K_ASSIGNMENT) return false
  const uses = [...(facts.resolve(tree.firstChild(assignment))?.references ?? [])]
  const isYielded = uses.some((use) => tree.kind(tree.parent(use)) === K_YIELD)
  const closings = uses.filter((use) => {
    const method = tree.nextSibling(tree.nextSibling(use))
    return method !== NO_NODE && CLOSING.methods.has(tree.text(method))
  })
  return (
    isYielded &&
    closings.length > 0 &&
    closings.every(
      (use) => tree.ancestor(use, K_FINALLY_CLAUSE, K_FUNCTION_DEFINITION) === owner.node,
    )
  )
}

/** What a call opens that somebody must close. */
function opened(checker: Checker, call: Node): 'session' | 'connection' | undefined {
  const { tree, facts } = checker
  const name = facts.calleeName(call)
  if (name !== undefined && DRIVERS.has(name)) return 'connection'
  const callee = facts.callee(call)
  if (callee === NO_NODE) return undefined
  const text = tree.text(callee)
  if (/(?:^|\.)(?:raw_)?connect(?:ion)?$/.test(text)) {
    const object = tree.child(callee, F_OBJECT)
    const owner = object === NO_NODE ? undefined : sqlOf(checker).session(object)
    return owner?.kind === 'engine' && owner.certainty === 'known' ? 'connection' : undefined
  }
  const factory = sqlOf(checker).session(callee)
  if (factory?.kind === 'session-factory' && factory.certainty === 'known' && !factory.isScoped) {
    return 'session'
  }
  return /^sqlalchemy\.(?:orm(?:\.session)?\.Session|ext\.asyncio(?:\.session)?\.AsyncSession)$|^sqlmodel\.Session$/.test(
    name ?? '',
  )
    ? 'session'
    : undefined
}
