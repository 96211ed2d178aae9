import { domainOf } from '../../domain/domain-of.ts'
import type { OrmColumn } from '../../domain/orm/model.ts'
import { readColumn } from '../../domain/sql/predicates.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { argumentsOf, calleeName, receiverOf } from '../../matching/calls.ts'
import { K_CALL, K_UNARY_OPERATOR } from '../../syntax/kinds.ts'
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
      const { tree } = checker
      for (const { value, name } of argumentsOf(tree, call)) {
        const column = name === undefined ? orderedColumn(checker, call, value) : undefined
        if (column === undefined || !isRank(checker, column)) continue
        checker.report({
          node: value,
          message: `\`${column.name}\` holds words: this sorts them by the alphabet, not by their rank.`,
        })
      }
    },
  },
})

function isRank(checker: Checker, column: OrmColumn): boolean {
  const { name, family, words = storedWords(checker, column) } = column
  if (family !== 'text' && words === undefined) return false
  if (words !== undefined) return words.filter((word) => RANKS.has(word.toLowerCase())).length > 1
  return RANKED.test(name)
}

/** Words of `choices=Priority.choices`: Django stores them as they are, without an enum of the database. */
function storedWords({ project }: Checker, column: OrmColumn): readonly string[] | undefined {
  if (column.type !== 'CharField') return undefined
  const own = domainOf(project).enums.of(column.enum)
  return own?.members.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
}

/** The column that is sorted by: \`Task.priority\`, \`desc(Task.priority)\`, \`"-priority"\`. */
function orderedColumn(checker: Checker, call: Node, value: Node): OrmColumn | undefined {
  const { tree } = checker
  const sql = sqlOf(checker)
  let node = value
  if (tree.kind(node) === K_CALL) {
    const name = calleeName(tree, node)
    const [first] = argumentsOf(tree, node)
    if (/^(?:desc|asc)$/.test(name)) node = first?.value ?? receiverOf(tree, node)
    else if (/^nulls_?(?:first|last)$/.test(name)) node = receiverOf(tree, node)
    else return undefined
  }
  if (node === NO_NODE || tree.kind(node) === K_UNARY_OPERATOR) return undefined
  const text = /^(['"])-?(\w+)\1$/.exec(tree.text(node))
  if (text !== null) return sql.query(call)?.model?.columns.get(text[2] ?? '')
  const named = readColumn(sql.context, node)
  return named?.model?.columns.get(named.column)
}
