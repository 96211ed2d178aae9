import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_IDENTIFIER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'session-global',
  title: 'One database session for the whole program',
  consequence:
    'Requests share one transaction: one sees, commits or rolls back the changes of another, and after a failure all of them fail.',
  effortHours: { low: 1, high: 6 },
  cwe: [362],
  why: `
A session is one unit of work: it holds a connection, a transaction and the objects that were loaded. Made once
at import, all requests, threads and tasks use the same one. The commit of one saves the half-made changes of
another; a failed statement leaves it unusable for everybody until somebody rolls back; objects go stale and
memory grows, since nothing is ever let go.
`,
  fix: `
Keep the factory (\`sessionmaker\`) in the module and make a session for each unit of work:
\`with Session() as session:\`, a dependency that yields one, or \`scoped_session\` for threads.
`,
  exemptions: [
    {
      text: 'A factory, an engine, or a session for each thread.',
      quiet: py`
        from flask_sqlalchemy import SQLAlchemy
        from sqlalchemy import create_engine
        from sqlalchemy.orm import scoped_session, sessionmaker

        engine = create_engine("sqlite://")
        SessionLocal = sessionmaker(bind=engine)
        Session = scoped_session(SessionLocal)
        db = SQLAlchemy()
        session = db.session
      `,
    },
    {
      text: 'A session of a function.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session, sessionmaker

        engine = create_engine("sqlite://")
        SessionLocal = sessionmaker(bind=engine)

        def load():
            session = SessionLocal()
            try:
                return session.get(User, 1)
            finally:
                session.close()

        def other():
            with Session(engine) as session:
                return session.get(User, 1)
      `,
    },
    {
      text: 'A script that is run by itself.',
      quiet: py`
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session

        if __name__ == "__main__":
            session = Session(create_engine("sqlite://"))
            session.add(User())
            session.commit()
            session.close()
      `,
    },
  ],
  limits: [
    'A session that is handed to an object which lives for the whole program is not followed.',
  ],
  bad: [
    py`
      from sqlalchemy import create_engine
      from sqlalchemy.orm import sessionmaker

      engine = create_engine("sqlite://")
      SessionLocal = sessionmaker(bind=engine)
      session = SessionLocal() #!

      def load(key):
          return session.get(User, key)
    `,
    py`
      from sqlalchemy import create_engine
      from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
      from sqlalchemy.orm import Session

      engine = create_async_engine("sqlite+aiosqlite://")
      db = AsyncSession(engine) #!

      class Repository:
          session = Session(create_engine("sqlite://")) #!

          def load(self, key):
              return self.session.get(User, key)

      connection = create_engine("sqlite://").connect() #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import create_engine
      from sqlalchemy.orm import sessionmaker

      engine = create_engine("sqlite://")
      SessionLocal = sessionmaker(bind=engine)

      def load(key):
          with SessionLocal() as session:
              return session.get(User, key)
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      if (facts.enclosingFunction(node) !== undefined || isScript(checker, node)) return
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (target === NO_NODE || value === NO_NODE || tree.kind(value) !== K_CALL) return
      if (tree.kind(target) !== K_IDENTIFIER && tree.kind(target) !== K_ATTRIBUTE) return
      const made = sqlOf(checker).session(value)
      if (made === undefined || made.isScoped || made.certainty !== 'known') return
      if (made.kind !== 'session' && made.kind !== 'connection') return
      checker.report({
        node,
        message: `\`${tree.text(target)}\` is one ${made.kind} for the whole program: all requests share its transaction.`,
      })
    },
  },
})

const SCRIPT =
  /(?:^|\/)(?:scripts?|tools|examples?|docs?|alembic|migrations|notebooks?)\/|\.ipynb$|(?:^|\/)(?:conftest|seed\w*|create_db|init_db)\.py$/

function isScript(checker: Checker, node: Node): boolean {
  const { tree } = checker
  if (SCRIPT.test(checker.path)) return true
  for (let at = tree.parent(node); at !== NO_NODE && at !== 0; at = tree.parent(at)) {
    if (tree.text(at).startsWith('if __name__')) return true
  }
  return false
}
