import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls.ts'
import { mayRaiseAgain } from '../../matching/reraise.ts'
import { bodyOf } from '../../matching/statements.ts'
import {
  F_BODY,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_RAISE_STATEMENT,
  K_TRY_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'missing-rollback',
  title: 'Failed transaction that is not rolled back',
  consequence:
    'After the first failure every further statement of the session fails as well, in this request and in those that get the session next.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [755],
  why: `
A statement or commit that fails leaves the session in a failed transaction. Until somebody rolls back, each use
of it raises \`PendingRollbackError\` or "current transaction is aborted". This handler catches the failure, does
not roll back and goes on: the error comes up somewhere else, and locks are held until the connection is closed.
`,
  fix: `
Roll back in the handler, \`session.rollback()\`, or let \`with session.begin():\` do it, which rolls back by itself
when the block fails.
`,
  exemptions: [
    {
      text: 'A handler that rolls back, or lets the failure go on.',
      quiet: py`
        from sqlalchemy.orm import Session

        def save(session: Session, row):
            try:
                session.add(row)
                session.commit()
            except ValueError:
                session.rollback()
                return None

        def forward(session: Session, row):
            try:
                session.commit()
            except ValueError as error:
                raise RuntimeError("not saved") from error

        def finally_closed(session: Session, row):
            try:
                session.commit()
            except ValueError:
                print("failed")
            finally:
                session.close()
      `,
    },
    {
      text: 'A block that rolls back by itself.',
      quiet: py`
        from sqlalchemy.orm import Session

        def save(session: Session, row):
            try:
                with session.begin():
                    session.add(row)
            except ValueError:
                return None

        def own(factory):
            try:
                with Session(factory) as session:
                    session.add(1)
                    session.commit()
            except ValueError:
                return None
      `,
    },
    {
      text: 'Failures that have nothing to do with the transaction.',
      quiet: py`
        from sqlalchemy.orm import Session

        def save(session: Session, text):
            try:
                number = int(text)
            except ValueError:
                number = 0
            session.add(number)
            session.commit()
      `,
    },
  ],
  limits: ['That the caller rolls back after the handler has gone on is not seen.'],
  bad: [
    py`
      import logging

      from sqlalchemy.orm import Session

      def save(session: Session, row):
          try:
              session.add(row)
              session.commit()
          except Exception: #!
              logging.exception("not saved")
              return None
    `,
    py`
      from sqlalchemy.exc import IntegrityError, SQLAlchemyError
      from sqlalchemy.ext.asyncio import AsyncSession

      async def register(session: AsyncSession, user):
          session.add(user)
          try:
              await session.commit()
          except IntegrityError: #!
              user = None
          return user

      async def flush(session: AsyncSession, rows):
          for row in rows:
              try:
                  session.add(row)
                  await session.flush()
              except SQLAlchemyError: #!
                  continue
    `,
  ],
  good: [
    py`
      import logging

      from sqlalchemy.orm import Session

      def save(session: Session, row):
          try:
              session.add(row)
              session.commit()
          except Exception:
              session.rollback()
              logging.exception("not saved")
              raise
    `,
  ],
  roles: ['source'],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree } = checker
      const attempt = tree.parent(clause)
      if (tree.kind(attempt) !== K_TRY_STATEMENT) return
      const step = failingStep(checker, attempt)
      const block = bodyOf(tree, clause)
      if (step === NO_NODE || block === NO_NODE || leaves(checker, block)) return
      const session = tree.text(receiverOf(tree, step))
      if (
        isUndone(checker, clause, session) ||
        isUndone(checker, attempt, session, K_FINALLY_CLAUSE)
      ) {
        return
      }
      checker.report({
        node: clause,
        message: `When \`${session}.${calleeName(tree, step)}()\` on line ${tree.line(step)} fails, the handler goes on without \`${session}.rollback()\`.`,
        evidence: [
          { kind: 'act', node: step, message: 'may fail and leave the transaction aborted' },
          { kind: 'note', node: clause, message: 'goes on with the session as it is' },
        ],
      })
    },
  },
})

/** The commit or flush that stands directly in the body of a \`try\`, outside of a managed block. */
function failingStep(checker: Checker, attempt: Node): Node {
  const { tree, facts } = checker
  const body = tree.child(attempt, F_BODY)
  if (body === NO_NODE) return NO_NODE
  const sql = sqlOf(checker)
  for (const call of facts.calls) {
    if (!tree.contains(body, call) || !/^(?:commit|flush)$/.test(calleeName(tree, call))) continue
    const step = sql.step(call)
    if (step === undefined || step.session === NO_NODE) continue
    if (tree.ancestor(call, K_TRY_STATEMENT, K_FUNCTION_DEFINITION) !== attempt) continue
    const isManaged = sql.regions(call).some(({ node }) => tree.contains(attempt, node))
    if (!isManaged) return call
  }
  return NO_NODE
}

function leaves(checker: Checker, block: Node): boolean {
  const { tree } = checker
  if (mayRaiseAgain(tree, block)) return true
  for (let node = block; node < tree.endOfSubtree(block); node += 1) {
    if (tree.kind(node) === K_RAISE_STATEMENT) return true
  }
  return /\b(?:abort|exit|_exit)\(/.test(tree.text(block))
}

/** True when a region rolls back, closes or hands the session to something that does. */
function isUndone({ tree }: Checker, region: Node, session: string, kind?: number): boolean {
  const part = kind === undefined ? region : tree.childOfKind(region, kind)
  if (part === NO_NODE) return false
  const text = tree.text(part)
  return (
    /rollback|\.close\(|\.aclose\(|\.remove\(|expunge|invalidate/.test(text) ||
    new RegExp(`\\(\\s*${session.replace(/[.()[\]]/g, '\\$&')}\\s*[,)]`).test(text)
  )
}
