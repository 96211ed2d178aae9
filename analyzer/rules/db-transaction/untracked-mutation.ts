import { domainOf } from '../../domain/domain-of.ts'
import type { OrmColumn } from '../../domain/orm/model.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_DELETE_STATEMENT,
  K_IDENTIFIER,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CHANGING = [
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'update',
  'setdefault',
  'sort',
  'reverse',
]

export default defineRule({
  id: 'untracked-mutation',
  title: 'Change inside of a JSON column that is not saved',
  consequence: 'The change is lost at the commit without an error: the row keeps its old value.',
  effortHours: { low: 0.25, high: 1 },
  why: `
SQLAlchemy writes a column when it was assigned. A change inside of the dictionary or list that a JSON or
ARRAY column holds is no assignment: the session does not notice it, the commit writes nothing, and the next
reader gets the old value. It even seems to work as long as the object stays in memory.
`,
  fix: `
Declare the column as tracked, \`mapped_column(MutableDict.as_mutable(JSONB))\`, or assign a new value:
\`row.data = {**row.data, "key": value}\`, or say it: \`flag_modified(row, "data")\`.
`,
  exemptions: [
    {
      text: 'A column that is tracked.',
      quiet: py`
        from sqlalchemy import JSON, Column, Integer
        from sqlalchemy.ext.mutable import MutableDict
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Job(Base):
            __tablename__ = 'jobs'
            id = Column(Integer, primary_key=True)
            data = Column(MutableDict.as_mutable(JSON))

        def finish(job: Job):
            job.data['state'] = 'done'
      `,
    },
    {
      text: 'A change that is declared, or an assignment of a new value.',
      quiet: py`
        from sqlalchemy import JSON, Column, Integer
        from sqlalchemy.orm import declarative_base
        from sqlalchemy.orm.attributes import flag_modified

        Base = declarative_base()

        class Job(Base):
            __tablename__ = 'jobs'
            id = Column(Integer, primary_key=True)
            data = Column(JSON)

        def finish(job: Job):
            job.data['state'] = 'done'
            flag_modified(job, 'data')

        def restart(job: Job):
            job.data = {**job.data, 'state': 'new'}

        def copied(job: Job):
            job.data.update(state='new')
            job.data = dict(job.data)
      `,
    },
    {
      text: 'Django, which writes all columns at each save, and plain attributes.',
      quiet: py`
        from django.db import models

        class Job(models.Model):
            data = models.JSONField()

        class Basket:
            def __init__(self):
                self.data = {}

        def finish(job: Job, basket: Basket):
            job.data['state'] = 'done'
            job.save()
            basket.data['state'] = 'done'
      `,
    },
  ],
  limits: ['A change in a function that is given the dictionary is not seen.'],
  bad: [
    py`
      from sqlalchemy import JSON, Column, Integer
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class Job(Base):
          __tablename__ = 'jobs'
          id = Column(Integer, primary_key=True)
          data = Column(JSON)

      def finish(session, job: Job):
          job.data['state'] = 'done' #!
          session.commit()

      def note(session, job: Job):
          data = job.data
          data['noted'] = True #!
          job.data = data
          session.commit()

      def copy(session, job: Job):
          data = dict(job.data)
          data['noted'] = True
          job.data = data
          session.commit()
    `,
    py`
      from sqlalchemy import select
      from sqlalchemy.dialects.postgresql import ARRAY, JSONB
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      class Base(DeclarativeBase):
          pass

      class Job(Base):
          __tablename__ = 'jobs'
          id: Mapped[int] = mapped_column(primary_key=True)
          tags: Mapped[list[str]] = mapped_column(ARRAY(str))
          data: Mapped[dict] = mapped_column(JSONB)

      async def tag(session, key, name):
          job = (await session.execute(select(Job).where(Job.id == key))).scalar_one()
          job.tags.append(name) #!
          job.data['log']['last'] = name #!
          del job.data['old'] #!
          job.data['count'] += 1 #!
          await session.commit()
    `,
  ],
  good: [
    py`
      from sqlalchemy import JSON, Column, Integer
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class Job(Base):
          __tablename__ = 'jobs'
          id = Column(Integer, primary_key=True)
          data = Column(JSON)

      def finish(session, job: Job):
          job.data = {**job.data, 'state': 'done'}
          session.commit()
    `,
  ],
  on: {
    [K_ASSIGNMENT]: (node, checker) => checkItem(checker, node, checker.tree.child(node, F_LEFT)),
    [K_AUGMENTED_ASSIGNMENT]: (node, checker) =>
      checkItem(checker, node, checker.tree.child(node, F_LEFT)),
    [K_DELETE_STATEMENT](node, checker) {
      for (const target of checker.tree.namedChildren(node)) checkItem(checker, node, target)
    },
  },
  methods: Object.fromEntries(
    CHANGING.map((name) => [
      name,
      (call: Node, checker: Checker) => {
        const { tree } = checker
        check(checker, call, innermost(checker, receiverOf(tree, call)))
      },
    ]),
  ),
})

function checkItem(checker: Checker, statement: Node, target: Node): void {
  const { tree } = checker
  if (target === NO_NODE || tree.kind(target) !== K_SUBSCRIPT) return
  check(checker, statement, innermost(checker, target))
}

/** The attribute under any number of subscripts: `job.data` of `job.data['a']['b']`. */
function innermost(checker: Checker, expression: Node): Node {
  const { tree } = checker
  let at = expression
  while (at !== NO_NODE && tree.kind(at) === K_SUBSCRIPT) at = tree.child(at, F_VALUE)
  // A name for the value of the column changes the same object.
  return at === NO_NODE ? at : provenance(checker).valueOf(at)
}

function check(checker: Checker, node: Node, attribute: Node): void {
  const { tree } = checker
  if (attribute === NO_NODE || tree.kind(attribute) !== K_ATTRIBUTE) return
  const column = columnAt(checker, attribute)
  if (column === undefined || column.isTracked) return
  if (column.family !== 'json' && column.family !== 'array') return
  if (isDeclared(checker, attribute, column.name) || isNew(checker, attribute)) return
  const name = tree.text(attribute)
  checker.report({
    node,
    message: `\`${name}\` is changed in place, but the column \`${column.name}\` is not tracked: the commit does not write it.`,
  })
}

/** A row that was made here: whatever it holds at the flush is inserted. */
function isNew(checker: Checker, attribute: Node): boolean {
  const { tree, facts } = checker
  const row = tree.child(attribute, F_OBJECT)
  const origin = tree.kind(row) === K_IDENTIFIER ? rowOrigin(checker, row) : undefined
  const owner = facts.enclosingFunction(attribute)
  if (origin?.kind !== 'created' || owner === undefined) return false
  // Behind a flush it is a row like any other.
  return !facts
    .callsOf(owner)
    .some(
      (call) =>
        call < attribute &&
        call > origin.node &&
        /^(?:flush|commit|refresh)$/.test(calleeName(tree, call)),
    )
}

/** The column of SQLAlchemy that an attribute of a row is. */
function columnAt(checker: Checker, attribute: Node): OrmColumn | undefined {
  const { tree } = checker
  const row = tree.child(attribute, F_OBJECT)
  const name = tree.text(tree.child(attribute, F_ATTRIBUTE))
  const { orm } = domainOf(checker.project)
  const value = checker.valueOf(row)
  const model =
    value?.kind === 'instance' ? orm.of(value.class) : sqlOf(checker).rows(row)[0]?.query.model
  return model === undefined || model.library === 'django' ? undefined : model.columns.get(name)
}

/** True when the function says that the column has changed, or assigns it anew. */
function isDeclared(checker: Checker, attribute: Node, column: string): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(attribute)
  if (owner === undefined) return false
  const text = tree.text(attribute)
  for (let node = owner.node; node < tree.endOfSubtree(owner.node); node += 1) {
    if (tree.kind(node) === K_ASSIGNMENT) {
      const target = tree.child(node, F_LEFT)
      if (target !== NO_NODE && tree.kind(target) === K_ATTRIBUTE && tree.text(target) === text) {
        // The object that is there already counts as unchanged.
        const value = provenance(checker).valueOf(tree.child(node, F_RIGHT))
        if (tree.text(value) !== text) return true
      }
    }
  }
  return facts
    .callsIn(owner.node)
    .some((call) => calleeName(tree, call) === 'flag_modified' && tree.text(call).includes(column))
}
