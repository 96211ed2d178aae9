import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type DetachedRead, detachedReads } from './matching/detached-reads.ts'

const models = (options = '') => py`
  from sqlalchemy import ForeignKey, create_engine
  from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker

  Session = sessionmaker(create_engine("postgresql://db")${options})

  class Base(DeclarativeBase):
      pass

  class Member(Base):
      __tablename__ = "members"
      id: Mapped[int] = mapped_column(primary_key=True)
      email: Mapped[str]

  class Loan(Base):
      __tablename__ = "loans"
      id: Mapped[int] = mapped_column(primary_key=True)
      member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
      member: Mapped[Member] = relationship()
`

export default defineRule({
  id: 'detached-row-read',
  title: 'Row read after its session is closed',
  consequence:
    'The code fails with DetachedInstanceError as soon as it reads what was not loaded before, in production and not in tests that share a session.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [672],
  confidence: 'medium',
  why: `
A row loads what it lacks through the session it came from. Two things are lacking more often than it seems: relationships, which are loaded
when they are first read, and everything that a row held before a commit, because \`commit()\` expires all rows of the session. When the
session is closed there is nobody left to ask:

| line | row |
| --- | --- |
| \`with Session() as session:\` | |
| \`session.add(user); session.commit()\` | all columns are forgotten, \`id\` too |
| end of the block | detached |
| \`return user.id\` | DetachedInstanceError |
`,
  fix: `
Read inside the block what is needed behind it, or give plain values instead of rows. Load relationships with the query
(\`selectinload(Loan.member)\`); keep columns with \`session.refresh(user)\` before the end of the block or with
\`sessionmaker(engine, expire_on_commit=False)\`.
`,
  exemptions: [
    {
      text: 'Columns that were loaded and not forgotten, and relationships that were loaded or read within the block.',
      quiet: {
        'app/models.py': models(),
        'app/loans.py': py`
          from sqlalchemy import select
          from sqlalchemy.orm import joinedload
          from app.models import Loan, Session

          def number(key):
              with Session() as session:
                  loan = session.get(Loan, key)
              return loan.member_id

          def mails():
              with Session() as session:
                  loans = session.scalars(select(Loan).options(joinedload(Loan.member))).all()
              return [loan.member.email for loan in loans]

          def touched(key):
              with Session() as session:
                  loan = session.get(Loan, key)
                  print(loan.member)
              return loan.member
        `,
      },
    },
    {
      text: 'A row that is refreshed or read behind the commit, and sessions that do not expire rows.',
      quiet: {
        'app/models.py': models(),
        'app/loans.py': py`
          from app.models import Loan, Session

          def refreshed(member_id):
              with Session() as session:
                  loan = Loan(member_id=member_id)
                  session.add(loan)
                  session.commit()
                  session.refresh(loan)
              return loan.id

          def within(member_id):
              with Session() as session:
                  loan = Loan(member_id=member_id)
                  session.add(loan)
                  session.commit()
                  return loan.id
        `,
      },
    },
    {
      text: 'Sessions that do not expire rows, and sessions that somebody else keeps open.',
      quiet: {
        'app/models.py': models(', expire_on_commit=False'),
        'app/loans.py': py`
          from app.models import Loan, Session

          def lend(member_id):
              with Session() as session:
                  loan = Loan(member_id=member_id)
                  session.add(loan)
                  session.commit()
              return loan.id

          def find(session, key):
              return session.get(Loan, key)

          def show(session, key):
              loan = find(session, key)
              return loan.member.email
        `,
      },
    },
    {
      text: 'A row that is taken into another session.',
      quiet: {
        'app/models.py': models(),
        'app/loans.py': py`
          from app.models import Loan, Session

          def lend(member_id):
              with Session() as session:
                  loan = Loan(member_id=member_id)
                  session.add(loan)
                  session.commit()
              with Session() as other:
                  other.add(loan)
                  return loan.id
        `,
      },
    },
  ],
  limits: [
    'Rows are followed from one function to the one that calls it, not further, and not through attributes or lists of others.',
    'Only sessions whose maker is called like one: `SessionLocal()`, `session_factory()`, `async_session()`.',
  ],
  bad: [
    {
      'app/models.py': models(),
      'app/loans.py': py`
        from app.models import Loan, Session

        def lend(member_id):
            with Session() as session:
                loan = Loan(member_id=member_id)
                session.add(loan)
                session.commit()
            return loan.id #!
      `,
    },
    {
      'app/models.py': models(),
      'app/loans.py': py`
        from sqlalchemy import select
        from app.models import Loan, Session

        def due() -> list[Loan]:
            with Session() as session:
                return list(session.scalars(select(Loan)))

        def mails():
            return [loan.member.email for loan in due()] #!

        def first(key):
            with Session() as session:
                loan = session.get(Loan, key)
            return loan.member #!
      `,
    },
  ],
  good: [
    {
      'app/models.py': models(),
      'app/loans.py': py`
        from app.models import Loan, Session

        def lend(member_id):
            with Session() as session:
                loan = Loan(member_id=member_id)
                session.add(loan)
                session.commit()
                return loan.id
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      for (const { node, row, what, closed } of detachedReads(checker)) {
        const name = tree.text(node)
        const where =
          typeof closed === 'number' ? 'is closed above' : `was closed by \`${closed.symbol}\``
        checker.report({
          node,
          message: `The session of \`${tree.text(row)}\` ${where}, and ${REASONS[what].replace('$name', `\`${name}\``)}.`,
          ...(typeof closed === 'number' && {
            evidence: [
              { kind: 'act', node: closed, message: 'the session is closed here' },
              { kind: 'read', node, message: 'the row is read' },
            ],
          }),
        })
      }
    },
  },
})

const REASONS: Readonly<Record<DetachedRead['what'], string>> = {
  relationship: '$name is loaded when it is first read',
  expired: '$name was forgotten at the commit',
}
