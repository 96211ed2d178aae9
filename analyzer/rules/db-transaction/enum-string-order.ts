import { domainOf } from '../../domain/domain-of.ts'
import type { OrmColumn, OrmModel, OrmRelationship } from '../../domain/orm/model.ts'
import { localValues } from '../../domain/sql/local-values.ts'
import { readColumn } from '../../domain/sql/predicates.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import { argumentsOf, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import {
  K_ATTRIBUTE,
  K_CALL,
  K_CLASS_DEFINITION,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_MODULE,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const RANKED = /(?:^|_)(?:priority|severity|urgency|importance|risk|level|tier|rank|criticality)$/
const RANKS = new Set([
  'low',
  'normal',
  'medium',
  'high',
  'critical',
  'urgent',
  'minor',
  'major',
  'info',
  'warning',
  'error',
])

export default defineRule({
  id: 'enum-string-order',
  title: 'Ranks sorted by their spelling',
  consequence: 'Lists begin with the wrong entries: "normal" is shown before "critical".',
  effortHours: { low: 0.25, high: 1 },
  confidence: 'medium',
  why: `
The column holds words, and words sort by the alphabet: critical, high, low, normal. Descending that is
normal, low, high, critical, which is no order of urgency in either direction. What is most urgent ends up in
the middle or on the last page.
`,
  fix: `
Sort by a rank: \`case({"critical": 0, "high": 1, "normal": 2, "low": 3}, value=Task.priority)\`, an integer
column, or a native enum type of the database whose members are declared in order.
`,
  exemptions: [
    {
      text: 'A column of numbers, or a native enum, which sorts by its declaration.',
      quiet: py`
        import enum

        from sqlalchemy import Column, Enum, Integer, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Severity(enum.Enum):
            LOW = 'low'
            HIGH = 'high'

        class Task(Base):
            __tablename__ = 'tasks'
            id = Column(Integer, primary_key=True)
            priority = Column(Integer)
            severity = Column(Enum(Severity))

        def tasks():
            return select(Task).order_by(Task.priority.desc(), Task.severity)
      `,
    },
    {
      text: 'Choices that are numbers, and choices that name no rank.',
      quiet: py`
        from django.db import models

        class Urgency(models.IntegerChoices):
            LOW = 1, 'Low'
            HIGH = 2, 'High'

        class Kind(models.TextChoices):
            VISIT = 'visit', 'Visit'
            CALL = 'call', 'Call'

        class Meeting(models.Model):
            urgency = models.IntegerField(choices=Urgency.choices)
            kind = models.CharField(max_length=10, choices=Kind.choices)

        def meetings():
            return Meeting.objects.order_by('-urgency', 'kind')
      `,
    },
    {
      text: 'A rank that is computed from the word.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, case, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Task(Base):
            __tablename__ = 'tasks'
            id = Column(Integer, primary_key=True)
            priority = Column(String)

        def tasks():
            rank = case({'high': 0, 'low': 1}, value=Task.priority)
            return select(Task).order_by(rank, case((Task.priority == 'high', 0), else_=1))
      `,
    },
    {
      text: 'Words without a rank.',
      quiet: py`
        from sqlalchemy import Column, Integer, String, select
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Task(Base):
            __tablename__ = 'tasks'
            id = Column(Integer, primary_key=True)
            name = Column(String)
            status = Column(String)

        def tasks():
            return select(Task).order_by(Task.name, Task.status.desc())
      `,
    },
  ],
  limits: [
    'What the words mean is told by the name of the column or by the words that it is declared with.',
  ],
  bad: [
    py`
      from sqlalchemy import Column, Integer, String, desc, select
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class Task(Base):
          __tablename__ = 'tasks'
          id = Column(Integer, primary_key=True)
          priority = Column(String(20), default='normal')
          severity = Column(String)

      def tasks():
          return select(Task).order_by(desc(Task.priority)) #!

      def worst(session):
          return session.query(Task).order_by(Task.severity.desc(), Task.id).all() #!

      def best():
          return select(Task).order_by(Task.severity) #!
    `,
    py`
      from django.db import models

      class Urgency(models.TextChoices):
          LOW = 'low', 'Low'
          NORMAL = 'normal', 'Normal'
          URGENT = 'urgent', 'Urgent'

      class Desk(models.Model):
          name = models.CharField(max_length=10)

      class Call(models.Model):
          desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name='calls')
          urgency = models.CharField(max_length=10, choices=Urgency.choices)

      def calls(desk: Desk):
          return desk.calls.filter(urgency='low').order_by('-urgency') #!
    `,
    py`
      from django.db import models

      class Ticket(models.Model):
          PRIORITIES = [('low', 'Low'), ('high', 'High')]
          priority = models.CharField(max_length=10, choices=PRIORITIES)

      def tickets():
          return Ticket.objects.order_by('-priority') #!
    `,
  ],
  good: [
    py`
      from sqlalchemy import Column, Integer, String, case, select
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class Task(Base):
          __tablename__ = 'tasks'
          id = Column(Integer, primary_key=True)
          priority = Column(String(20), default='normal')

      def tasks():
          rank = case({'high': 0, 'normal': 1, 'low': 2}, value=Task.priority)
          return select(Task).order_by(rank)
    `,
  ],
  methods: {
    order_by(call, checker) {
      if (isOverview(checker, call)) return
      for (const { value, name } of argumentsOf(checker.tree, call)) {
        if (name === undefined) report(checker, value, orderedColumn(checker, call, value))
      }
    },
    over(call, checker) {
      const order = argumentsOf(checker.tree, call).find(({ name }) => name === 'order_by')
      if (order !== undefined) {
        report(checker, order.value, orderedColumn(checker, call, order.value))
      }
    },
  },
  on: {
    [K_MODULE](_, checker) {
      for (const { value, model } of metaOrders(checker)) {
        report(checker, value, namedColumn(checker, model, checker.tree.text(value)))
      }
    },
  },
})

function report(checker: Checker, node: Node, column: OrmColumn | undefined): void {
  if (column === undefined || !isRank(checker, column)) return
  checker.report({
    node,
    message: `\`${column.name}\` holds words: this sorts them by the alphabet, not by their rank.`,
  })
}

function isRank(
  { project }: Checker,
  { name, family, words, type, isText, enum: own }: OrmColumn,
): boolean {
  // Django keeps the choices of a `CharField` as text, SQLAlchemy an enum that is no type of the database.
  const isKeptAsText = isText === true || /^(?:Char|Text)Field$/.test(type)
  if (family !== 'text' && !(family === 'enum' && isKeptAsText)) return false
  const listed = words ?? (own === undefined ? undefined : domainOf(project).enums.of(own)?.members)
  if (listed === undefined) return RANKED.test(name)
  const ranked = listed.filter((one) => {
    const word = typeof one === 'string' ? one : one.value
    return typeof word === 'string' && RANKS.has(word.toLowerCase())
  })
  return ranked.length > 1
}

/** One line for each word: `select(Task.priority, func.count()).group_by(Task.priority)`. */
function isOverview({ tree }: Checker, call: Node): boolean {
  const before = tree.text(receiverOf(tree, call))
  return /\.(?:group_by|distinct)\(|\.values(?:_list)?\([^)]*\)\.annotate\(/.test(before)
}

/** The column that is sorted by: `Task.priority`, `desc(Task.priority)`, `"-priority"`. */
function orderedColumn(
  checker: Checker,
  call: Node,
  value: Node,
  depth = 0,
): OrmColumn | undefined {
  const { tree, facts } = checker
  const sql = sqlOf(checker)
  if (value === NO_NODE || depth > 3) return undefined
  switch (tree.kind(value)) {
    case K_CALL: {
      const name = calleeName(tree, value)
      const [first] = argumentsOf(tree, value)
      const receiver = receiverOf(tree, value)
      const isMethod = receiver !== NO_NODE && first === undefined
      const isPassing = /^(?:desc|asc|nulls_?(?:first|last))$/.test(name)
      if (isPassing && isMethod) return orderedColumn(checker, call, receiver, depth + 1)
      const isNaming = isPassing || /^(?:col|F|OrderBy)$/.test(name)
      return isNaming && first !== undefined
        ? orderedColumn(checker, call, first.value, depth + 1)
        : undefined
    }
    case K_STRING: {
      const model = sql.query(call)?.model
      return model && namedColumn(checker, model, tree.text(value))
    }
    case K_IDENTIFIER: {
      const [only, more] = localValues(facts, value)
      if (only?.kind !== 'assigned' || more !== undefined) return undefined
      return orderedColumn(checker, call, only.value, depth + 1)
    }
    case K_ATTRIBUTE: {
      const named = readColumn(sql.context, value)
      return named?.model?.columns.get(named.column)
    }
  }
  return undefined
}

/** `"-priority"`, and `"task__priority"` through the keys between tables. */
function namedColumn(checker: Checker, model: OrmModel, text: string): OrmColumn | undefined {
  const path = /^(['"])-?(\w+)\1$/.exec(text)?.[2]?.split('__') ?? []
  const { orm } = domainOf(checker.project)
  let from: OrmModel | undefined = model
  for (const step of path.slice(0, -1)) {
    const link: OrmRelationship | undefined = from?.relationships.get(step)
    from = from && link && orm.targetOf(from, link)
  }
  return from?.columns.get(path.at(-1) ?? '')
}

/** `ordering = ['-priority']` of the models of this file. */
function metaOrders(
  checker: Checker,
): readonly { readonly value: Node; readonly model: OrmModel }[] {
  const { tree, facts, project, path } = checker
  const { orm } = domainOf(project)
  const ordered = Array.from(facts.identifiersNamed('ordering')).filter((node) =>
    facts.isWrite(node),
  )
  return ordered.flatMap((node) => {
    const meta = tree.ancestor(node, K_CLASS_DEFINITION, K_FUNCTION_DEFINITION)
    const outer = meta === NO_NODE ? NO_NODE : tree.ancestor(meta, K_CLASS_DEFINITION)
    const own = facts.classes.find((one) => one.node === outer)
    const list = assignedValue(tree, node)
    const model = orm.models.find(
      (one) => one.path === path && own !== undefined && one.class?.summary.symbol === own.symbol,
    )
    if (model?.library !== 'django' || list === NO_NODE) return []
    return tree.namedChildren(list).map((value) => ({ value, model }))
  })
}
