import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { finallyCovering, handlersCovering, loopsAround } from '../../flow/surroundings.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { broadNameOf, caughtTypes, handlerText } from '../../matching/errors/handlers.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import {
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_IDENTIFIER,
  K_RAISE_STATEMENT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { brokenBy } from './matching/broken-transactions.ts'

const DATABASE_ERRORS =
  /(?:^|\.)(?:SQLAlchemyError|DBAPIError|IntegrityError|OperationalError|DatabaseError|DataError|StatementError|InterfaceError|ProgrammingError|InternalError|PendingRollbackError|UniqueViolation)$/
const DRIVER =
  /^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|sqlite3|oracledb|cx_Oracle|pyodbc|aiomysql)\b.*connect\(\)$/
const ENDING =
  /rollback|^(?:close|aclose|remove|expunge_all|invalidate|reset|dispose|close_all)$|_exit$/

export default defineRule({
  id: 'missing-rollback',
  title: 'Failed commit that is not rolled back',
  consequence:
    'After one failed statement the session refuses all work, and what was half done may be committed by the next request.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [460],
  why: `
A statement or commit that fails leaves the transaction open. The handler goes on without ending it:
SQLAlchemy answers everything that follows with \`PendingRollbackError\`, PostgreSQL with "current transaction is
aborted", Django with \`TransactionManagementError\`, and locks stay held. Where the failure came before the flush, the rows that were added stay in the
session and go out with the next commit.
`,
  fix: `
Call \`rollback()\` first in the handler, or let the exception leave the block that owns the session
(\`with Session() as session\`, \`with session.begin()\`), which rolls back by itself. In Django put the statement
that may fail into \`with transaction.atomic():\` of its own, inside of the \`try\`.
`,
  exemptions: [
    {
      text: 'A handler that rolls back, closes the session, or raises for the owner of the session to do it.',
      quiet: py`
        from sqlalchemy.exc import IntegrityError
        from sqlalchemy.orm import Session

        def create(session: Session, row):
            session.add(row)
            try:
                session.commit()
            except IntegrityError:
                session.rollback()
                return None
            except Exception as error:
                raise RuntimeError("not saved") from error

        def closing(session: Session, row):
            try:
                session.add(row)
                session.commit()
            except Exception:
                return None
            finally:
                session.close()
      `,
    },
    {
      text: 'A session that ends with the handler: the block that opened it is left, or is inside of the `try`.',
      quiet: py`
        from sqlalchemy.orm import Session, sessionmaker

        def create(factory: sessionmaker, row):
            with factory() as session:
                try:
                    session.add(row)
                    session.commit()
                except Exception as error:
                    print(error)
                    return False
            return True

        def inside(factory: sessionmaker, rows):
            for row in rows:
                try:
                    with factory() as session:
                        session.add(row)
                        session.commit()
                except Exception as error:
                    print(error)
      `,
    },
    {
      text: 'A handler of errors that no database raises, and one whose rollback stands behind the `try`.',
      quiet: py`
        from sqlalchemy.orm import Session

        def create(session: Session, row, data):
            try:
                row.count = int(data["count"])
                session.commit()
            except (KeyError, ValueError):
                return None

        def later(session: Session, row):
            failed = False
            try:
                session.add(row)
                session.commit()
            except Exception:
                failed = True
            if failed:
                session.rollback()
      `,
    },
    {
      text: 'A commit inside of a savepoint that rolls itself back.',
      quiet: py`
        from sqlalchemy.exc import IntegrityError
        from sqlalchemy.orm import Session

        def create(session: Session, row):
            try:
                with session.begin_nested():
                    session.add(row)
                    session.flush()
            except IntegrityError:
                return None
      `,
    },
  ],
  limits: ['A handler that passes the session to a function is taken to roll back there.'],
  bad: [
    py`
      import logging
      from sqlalchemy.orm import Session

      def create(session: Session, row):
          try:
              session.add(row)
              session.commit()
          except Exception as error: #!
              logging.error("not saved: %s", error)
              return None
          return row
    `,
    py`
      from sqlalchemy.exc import IntegrityError, SQLAlchemyError
      from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

      class Orders:
          def __init__(self, session: AsyncSession):
              self.session = session

          async def save(self, order):
              self.session.add(order)
              try:
                  await self.session.flush()
              except IntegrityError: #!
                  return False
              return True

      async def fill(factory: async_sessionmaker, rows):
          async with factory() as session:
              for row in rows:
                  try:
                      session.add(row)
                      await session.commit()
                  except (SQLAlchemyError, ValueError) as error: #!
                      print(error)
                      continue
    `,
    py`
      from sqlalchemy.orm import Session, sessionmaker

      def work(factory: sessionmaker, job):
          with factory() as session:
              try:
                  job.result = sum(job.data)
                  session.commit()
              except Exception: #!
                  job.status = "failed"
                  session.commit()
    `,
    py`
      import psycopg2
      from flask_sqlalchemy import SQLAlchemy

      db = SQLAlchemy()
      connection = psycopg2.connect("")

      def store(rows):
          try:
              connection.cursor().executemany("insert into t values (%s)", rows)
              connection.commit()
          except: #!
              print("failed")

      def register(user):
          db.session.add(user)
          try:
              db.session.commit()
          except Exception: #!
              return "error", 500
    `,
  ],
  good: [
    py`
      import logging
      from sqlalchemy.orm import Session

      def create(session: Session, row):
          try:
              session.add(row)
              session.commit()
          except Exception:
              session.rollback()
              logging.exception("not saved")
              return None
          return row
    `,
  ],
  methods: {
    commit: check,
    flush: check,
  },
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const broken = brokenBy(checker, clause)
      if (broken === undefined) return
      const { tree } = checker
      checker.report({
        node: clause,
        message: `\`${handlerText(tree, clause)}\` goes on in a transaction that the failure of line ${tree.line(broken.failing)} has broken: the query of line ${tree.line(broken.use)} is refused.`,
        evidence: [
          { kind: 'act', node: broken.failing, message: 'fails with the transaction open' },
          { kind: 'call', node: broken.use, message: 'asks the database in the same transaction' },
        ],
      })
    },
  },
})

const REPORTED = {}

function check(call: Node, checker: Checker): void {
  const { facts, tree } = checker
  const session = receiverOf(tree, call)
  const owner = facts.enclosingFunction(call)
  if (session === NO_NODE || owner === undefined) return
  const handlers = handlersCovering(tree, call)
  if (handlers.length === 0 || !isTransaction(checker, call, session)) return
  const reported = checker.once(REPORTED, () => new Set<Node>())
  const attempt = tree.parent(handlers[0] ?? NO_NODE)
  for (const clause of handlers) {
    // Handlers further out see what these let pass.
    if (tree.parent(clause) !== attempt) break
    if (reported.has(clause) || !catchesDatabaseErrors(checker, clause)) continue
    if (isEnded(checker, owner, clause) || isLeft(checker, attempt, clause, session)) continue
    if (handsOver(checker, clause, session)) continue
    reported.add(clause)
    checker.report({
      node: clause,
      message: `\`${handlerText(tree, clause)}\` goes on after a failed \`${tree.text(session)}.${calleeName(tree, call)}()\` without a rollback.`,
      confidence: owner.parameters.some(
        ({ nameNode }) => tree.text(nameNode) === tree.text(session),
      )
        ? 'medium'
        : 'high',
      evidence: [{ kind: 'act', node: call, message: 'fails with the transaction open' }],
    })
  }
}

function isTransaction(checker: Checker, call: Node, session: Node): boolean {
  const { tree } = checker
  const step = sqlOf(checker).step(call)
  if (step !== undefined && step.session !== NO_NODE) {
    // A savepoint or transaction block inside of the \`try\` ends by itself.
    const attempt = tree.ancestor(call, K_TRY_STATEMENT)
    return !sqlOf(checker)
      .regions(call)
      .some(({ node }) => tree.contains(attempt, node))
  }
  const value = checker.valueOf(session)
  return value?.kind === 'external' && DRIVER.test(value.name)
}

function catchesDatabaseErrors(checker: Checker, clause: Node): boolean {
  const { tree } = checker
  const types = caughtTypes(tree, clause)
  return (
    types.length === 0 ||
    types.some(
      (type) =>
        broadNameOf(checker, type) !== undefined || DATABASE_ERRORS.test(tree.spelled(type)),
    )
  )
}

/** True when the handler, or what runs behind it, raises, rolls back or closes. */
function isEnded(checker: Checker, owner: FunctionFacts, clause: Node): boolean {
  const { tree, facts } = checker
  for (const node of codeOf(tree, clause)) {
    if (tree.kind(node) === K_RAISE_STATEMENT) return true
    if (tree.kind(node) === K_CALL && isEnding(checker, node)) return true
  }
  const cleanups = finallyCovering(tree, clause)
  const end = tree.endOfSubtree(clause)
  return [...facts.calls].some((one) => {
    if (facts.enclosingFunction(one) !== owner || !isEnding(checker, one)) return false
    if (cleanups.some((cleanup) => tree.contains(cleanup, one))) return true
    const isLater = one >= end && tree.ancestor(one, K_EXCEPT_CLAUSE) === NO_NODE
    return isLater && tree.contains(owner.node, one)
  })
}

function isEnding({ tree }: Checker, call: Node): boolean {
  return ENDING.test(calleeName(tree, call)) || /exit|abort|raise/.test(calleeName(tree, call))
}

/**
 * True when the session was opened by this function and is not used behind the handler, nor to commit
 * in the handler itself.
 */
function isLeft(checker: Checker, attempt: Node, clause: Node, session: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(session) !== K_IDENTIFIER || facts.reach(session) !== 'local') return false
  const binding = facts.resolve(session)
  if (binding === undefined || binding.kind === 'parameter') return false
  const [loop] = loopsAround(tree, attempt)
  if (loop !== undefined && binding.definitions.every(({ node }) => !tree.contains(loop, node))) {
    return false
  }
  const end = tree.endOfSubtree(attempt)
  return ![...binding.references].some(
    (one) => one >= end || (tree.contains(clause, one) && isCommitted(checker, one)),
  )
}

/** `session.commit()`, `session.flush()` of a name. */
function isCommitted({ tree }: Checker, session: Node): boolean {
  const call = tree.parent(tree.parent(session))
  if (call === NO_NODE || tree.kind(call) !== K_CALL) return false
  return /^(?:commit|flush)$/.test(calleeName(tree, call)) && receiverOf(tree, call) === session
}

/** True when the handler gives the session to a function. */
function handsOver({ tree }: Checker, clause: Node, session: Node): boolean {
  const text = tree.text(session)
  for (const node of codeOf(tree, clause)) {
    if (tree.kind(node) !== K_CALL) continue
    const args = tree.text(node).slice(tree.text(tree.firstChild(node)).length)
    if (new RegExp(`[(,=]\\s*${text.replaceAll('.', '\\.')}\\s*[,)]`).test(args)) return true
  }
  return false
}
