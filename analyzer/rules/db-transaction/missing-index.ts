import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import { readColumn } from '../../domain/sql/predicates.ts'
import type { Query } from '../../domain/sql/query.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { argumentsOf } from '../../matching/calls/calls.ts'
import { executedQueries } from '../../matching/rows/executed-queries.ts'
import { declarationOf, modelsOf } from '../../matching/rows/model-columns.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'missing-index',
  title: 'Query without an index that serves it',
  consequence: 'The query reads the whole table each time; it becomes slow as the table grows.',
  effortHours: { low: 0.25, high: 1 },
  confidence: 'medium',
  why: `
The query asks for rows by columns that no index of the table begins with. The database has to read every row
to find them, and with an order it sorts them as well. That goes unnoticed in development and dominates the
response time in production.
`,
  fix: `
Declare an index that begins with the columns that are compared and ends with the one that is sorted by:
\`Index("ix_review_incident_status_submitted", "incident_id", "status", "submitted_at")\`.
`,
  exemptions: [
    {
      text: 'A column that is unique, a primary key, or begins an index.',
      quiet: {
        'app/models.py': models('index=True', "Index('ix_status_at', 'status', 'at')"),
        'app/service.py': py`
          from sqlalchemy import select

          from app.models import Review

          async def load(session, incident, status, key, mail):
              await session.scalars(select(Review).where(Review.incident == incident, Review.note == 'x'))
              await session.scalars(select(Review).where(Review.status == status).order_by(Review.at))
              await session.scalars(select(Review).where(Review.id == key))
              await session.scalars(select(Review).where(Review.mail == mail))
        `,
      },
    },
    {
      text: 'A model that is not wholly known, and foreign keys of Django, which have an index.',
      quiet: {
        'app/models.py': py`
          from django.db import models
          from outside import Model

          class Author(models.Model):
              name = models.CharField(max_length=20, db_index=True)

          class Book(models.Model):
              author = models.ForeignKey(Author, on_delete=models.PROTECT)
        `,
        'app/service.py': py`
          from app.models import Author, Book

          def load(author, name):
              list(Book.objects.filter(author=author))
              return Author.objects.get(name=name)
        `,
      },
    },
    {
      text: 'A foreign key with an index, a unique one, and one that no relationship of the parent goes by.',
      quiet: {
        'app/models.py': py`
          from sqlalchemy import ForeignKey, Index
          from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

          class Base(DeclarativeBase):
              pass

          class User(Base):
              __tablename__ = "users"
              id: Mapped[int] = mapped_column(primary_key=True)
              orders: Mapped[list["Order"]] = relationship(back_populates="user")
              notes: Mapped[list["Note"]] = relationship()
              profile: Mapped["Profile"] = relationship(back_populates="user")

          class Order(Base):
              __tablename__ = "orders"
              id: Mapped[int] = mapped_column(primary_key=True)
              user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
              user: Mapped[User] = relationship(back_populates="orders")

          class Note(Base):
              __tablename__ = "notes"
              __table_args__ = (Index("notes_by_user", "user_id", "at"),)
              id: Mapped[int] = mapped_column(primary_key=True)
              user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
              at: Mapped[int]

          class Profile(Base):
              __tablename__ = "profiles"
              id: Mapped[int] = mapped_column(primary_key=True)
              user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
              user: Mapped[User] = relationship(back_populates="profile")

          class Visit(Base):
              __tablename__ = "visits"
              id: Mapped[int] = mapped_column(primary_key=True)
              user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
        `,
      },
    },
    {
      text: 'A condition on a flag, which few indexes help.',
      quiet: {
        'app/models.py': models('', ''),
        'app/service.py': py`
          from sqlalchemy import select

          from app.models import Review

          async def load(session):
              await session.scalars(select(Review).where(Review.is_open == True))
        `,
      },
    },
  ],
  limits: [
    'Indexes that only a hand-written migration makes are not seen.',
    'How large a table is, cannot be seen.',
    'MySQL makes an index for each foreign key; the database that is used is not known.',
  ],
  bad: [
    {
      'app/models.py': models('', ''),
      'app/service.py': py`
        from sqlalchemy import select

        from app.models import Review

        async def of_incident(session, incident):
            return await session.scalars(
                select(Review).where(Review.incident == incident).order_by(Review.at) #!
            )
      `,
    },
    {
      'app/models.py': models('index=True', ''),
      'app/service.py': py`
        from sqlalchemy.orm import Session

        from app.models import Review

        def by_status(session: Session, status):
            return session.query(Review).filter(Review.status == status).all() #!

        def by_note(session: Session, note):
            return session.query(Review).filter_by(note=note).first() #!
      `,
    },
  ],
  good: [
    {
      'app/models.py': models('index=True', ''),
      'app/service.py': py`
        from sqlalchemy import select

        from app.models import Review

        async def of_incident(session, incident):
            return await session.scalars(
                select(Review).where(Review.incident == incident).order_by(Review.at)
            )
      `,
    },
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const model of modelsOf(checker)) checkKeys(checker, model)
      const told = new Set<string>()
      for (const { call, rows } of executedQueries(checker)) {
        const { query } = rows
        const { model } = query
        if (model === undefined || !model.isComplete || model.columns.size < 3) continue
        if (query.action !== 'select' || query.hasJoin || !query.isComplete) continue
        const compared = comparedColumns(query, model)
        if (compared === undefined || compared.some((name) => isLeading(model, name))) continue
        const sorted = sortedColumn(checker, query)
        // One index serves all queries that begin with the same columns, however they sort.
        const key = [model.id, ...compared.toSorted()].join(' ')
        const [only, more] = compared
        if (told.has(key)) continue
        if (more === undefined && only !== undefined && isToldAtKey(checker, model, only)) continue
        told.add(key)
        const wanted = [...compared, ...(sorted === undefined ? [] : [sorted])]
        checker.report({
          node: query.style === 'core' ? firstOf(checker, query, rows.node) : call,
          message: `No index of \`${model.name}\` begins with ${compared.map((name) => `\`${name}\``).join(' or ')}: an index on (${wanted.join(', ')}) would serve this query.`,
        })
      }
    },
  },
})

/** A foreign key by which a relationship of its parent looks for rows, and its deletion too. */
function checkKeys(checker: Checker, model: OrmModel): void {
  for (const { name } of model.columns.values()) {
    const loading = loadingBy(checker, model, name)
    const node = loading === undefined ? NO_NODE : declarationOf(checker, model, name)
    if (loading === undefined || node === NO_NODE) continue
    checker.report({
      node,
      confidence: 'medium',
      message: `\`${loading}\` looks for \`${model.name}\` rows by \`${name}\`, and no index begins with it: PostgreSQL and SQLite make none for a foreign key.`,
    })
  }
}

/** True for a column whose index is missed where the model declares it. */
function isToldAtKey(checker: Checker, model: OrmModel, name: string): boolean {
  return loadingBy(checker, model, name) !== undefined
}

/** The relationship, `Parent.children`, that looks for rows by a foreign key without an index. */
function loadingBy(checker: Checker, model: OrmModel, name: string): string | undefined {
  if (model.library === 'django' || !model.isComplete) return undefined
  const { orm } = domainOf(checker.project)
  const key = model.columns.get(name)?.foreignKey
  const parent = key === undefined ? undefined : orm.targetOf(model, key)
  if (parent === undefined || parent === model || isLeading(model, name)) return undefined
  const loading = [...parent.relationships.values()].find(
    (one) => one.isList !== false && orm.targetOf(parent, one) === model,
  )
  return loading && `${parent.name}.${loading.name}`
}

/** Columns compared for equality; undefined where an index would not help much. */
function comparedColumns(query: Query, model: OrmModel): string[] | undefined {
  const found: string[] = []
  for (const { op, column, isConditional } of query.predicates) {
    // `order__customer=x` of Django begins at another table, whose key has an index.
    if (op === 'other' && column === '' && query.style === 'django') return undefined
    if (op !== '=' && op !== 'in') continue
    const known = model.columns.get(column)
    if (known === undefined) return undefined
    if (!isConditional && known.family !== 'boolean') found.push(column)
  }
  return found.length === 0 ? undefined : [...new Set(found)]
}

function isLeading(model: OrmModel, name: string): boolean {
  const column = model.columns.get(name)
  if (column === undefined) return true
  if (column.isPrimaryKey || column.isUnique || column.isIndexed) return true
  if (column.foreignKey !== undefined && model.library === 'django') return true
  return [...model.indexes, ...model.uniques].some(({ columns }) => columns[0] === name)
}

/** The column of \`order_by(Model.col)\` and \`order_by(desc(Model.col))\`. */
function sortedColumn(checker: Checker, query: Query): string | undefined {
  const { tree } = checker
  const [order] = query.orderBy
  if (order === undefined) return undefined
  const inner =
    tree.kind(order) === K_CALL
      ? (argumentsOf(tree, order)[0]?.value ?? receiver(checker, order))
      : order
  return inner === NO_NODE ? undefined : readColumn(sqlOf(checker).context, inner)?.column
}

function receiver({ tree, facts }: Checker, call: Node): Node {
  return tree.firstChild(facts.callee(call))
}

/** Where the statement begins, if it is written where it is run. */
function firstOf({ tree }: Checker, query: Query, call: Node): Node {
  return tree.contains(call, query.node) ? query.node : call
}

/** The models that the cases share, with what a column and the table are declared with. */
function models(column: string, table: string): string {
  const incident = column === '' ? 'Column(Integer)' : `Column(Integer, ${column})`
  const args = table === '' ? '' : `    __table_args__ = (${table},)\n`
  return `from sqlalchemy import Boolean, Column, DateTime, Index, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Review(Base):
    __tablename__ = 'reviews'
${args}    id = Column(Integer, primary_key=True)
    mail = Column(String, unique=True)
    incident = ${incident}
    status = Column(String)
    note = Column(String)
    is_open = Column(Boolean)
    at = Column(DateTime)
`
}
