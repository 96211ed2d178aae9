import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import { argumentFor, hasUnpacking, keywordArgument } from '../../matching/calls/calls.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Variables that are followed from one to the next. */
const MAX_STEPS = 6
type Zone = 'aware' | 'naive'

export default defineRule({
  id: 'aware-naive-mix',
  title: 'Times with and without a zone mixed',
  consequence:
    'The comparison raises a TypeError, or the value is stored hours away from what was meant.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [704],
  why: `
Python refuses to compare or subtract a time with a zone and one without: \`can't compare offset-naive and offset-aware
datetimes\`. It does so when the line runs, which for expiry dates is often weeks after the row was written. Databases
and drivers do not refuse; they convert with the zone of the connection, or drop it.
`,
  fix: `
Use times with a zone everywhere: \`datetime.now(timezone.utc)\` and \`DateTime(timezone=True)\` columns. Convert what
comes from outside once, at the border.
`,
  exemptions: [
    {
      text: 'Both with a zone, or both without.',
      quiet: py`
        from datetime import datetime, timedelta, timezone

        def a(start):
            first = datetime.now(timezone.utc)
            second = datetime.fromtimestamp(start, timezone.utc)
            return first - second > timedelta(hours=1)

        def b():
            return datetime.now() - datetime(2024, 1, 1)
      `,
    },
    {
      text: 'A value that is given a zone, or that loses it, before.',
      quiet: py`
        from datetime import datetime, timezone

        def a():
            naive = datetime.utcnow()
            return naive.replace(tzinfo=timezone.utc) < datetime.now(timezone.utc)

        def b():
            aware = datetime.now(timezone.utc)
            return aware.replace(tzinfo=None) < datetime.utcnow()

        def c(flag):
            when = datetime.now(timezone.utc) if flag else datetime.utcnow()
            return when < datetime.utcnow()
      `,
    },
    {
      text: 'Values of which it is not known, and dates.',
      quiet: py`
        from datetime import date, datetime, timezone

        def a(when, row):
            return when < datetime.now(timezone.utc), row.created < datetime.utcnow()

        def b():
            return date.today() == datetime.now(timezone.utc).date()
      `,
    },
    {
      text: 'A column that keeps the zone, and one that keeps none.',
      quiet: py`
        from datetime import datetime, timezone
        from sqlalchemy import DateTime
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Token(Base):
            __tablename__ = "tokens"
            id: Mapped[int] = mapped_column(primary_key=True)
            expires: Mapped[datetime] = mapped_column(DateTime(timezone=True))
            created: Mapped[datetime] = mapped_column(DateTime)

        def check(token: Token):
            token.created = datetime.utcnow()
            return token.expires < datetime.now(timezone.utc)
      `,
    },
  ],
  limits: [
    'Times that come out of a function or an attribute are known only for columns of models.',
  ],
  bad: [
    py`
      from datetime import datetime, timezone

      def is_old(text):
          created = datetime.strptime(text, "%Y-%m-%d")
          return datetime.now(timezone.utc) - created #!
    `,
    {
      'app/models.py': py`
        from datetime import datetime
        from sqlalchemy import DateTime
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Token(Base):
            __tablename__ = "tokens"
            id: Mapped[int] = mapped_column(primary_key=True)
            expires: Mapped[datetime] = mapped_column(DateTime(timezone=True))
            created: Mapped[datetime] = mapped_column(DateTime)
      `,
      'app/tokens.py': py`
        import datetime as dt
        from datetime import UTC, datetime
        from django.utils import timezone
        from app.models import Token

        def expired(token: Token):
            return token.expires < datetime.utcnow() #!

        def store(token: Token):
            token.created = datetime.now(UTC) #!

        def age(token: Token):
            now = timezone.now()
            return now - token.created #!

        def soon():
            limit = dt.datetime(2024, 1, 1)
            return limit > dt.datetime.now(tz=dt.timezone.utc) #!
      `,
    },
  ],
  good: [
    py`
      from datetime import datetime, timezone

      def is_old(text):
          created = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc)
          return datetime.now(timezone.utc) - created
    `,
  ],
  on: {
    [k.K_COMPARISON_OPERATOR](node, checker) {
      const operands = checker.tree.namedChildren(node)
      const [left, right] = operands
      // Equality of the two is always false, and raises nothing.
      if (operands.length !== 2 || left === undefined || right === undefined) return
      if (
        /\b(?:in|is|not)\b/.test(
          checker.tree
            .text(node)
            .slice(checker.tree.text(left).length, -checker.tree.text(right).length),
        )
      )
        return
      check(checker, node, left, right)
    },
    [k.K_BINARY_OPERATOR](node, checker) {
      const { tree } = checker
      if (tree.text(tree.child(node, k.F_OPERATOR)) !== '-') return
      check(checker, node, tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT))
    },
    [k.K_ASSIGNMENT](node, checker) {
      const { tree } = checker
      const target = tree.child(node, k.F_LEFT)
      const value = tree.child(node, k.F_RIGHT)
      if (value === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) return
      const kept = columnZone(checker, target)
      const given = kept === undefined ? undefined : zoneOf(checker, value, 0)
      if (kept === undefined || given === undefined || kept === given) return
      checker.report({
        node,
        message:
          kept === 'naive'
            ? `\`${tree.text(target)}\` keeps no zone: the one of the value is lost, or the driver refuses it.`
            : `\`${tree.text(target)}\` keeps a zone, and the value has none: the database takes its own.`,
      })
    },
  },
})

function check(checker: Checker, node: Node, left: Node, right: Node): void {
  const first = zoneOf(checker, left, 0)
  if (first === undefined) return
  const second = zoneOf(checker, right, 0)
  if (second === undefined || first === second) return
  const { tree } = checker
  const [aware, naive] = first === 'aware' ? [left, right] : [right, left]
  checker.report({
    node,
    message: `\`${tree.text(aware)}\` has a zone and \`${tree.text(naive)}\` has none: Python refuses to work with both.`,
  })
}

/** Whether a time has a zone; undefined for what is no time, or is not known. */
function zoneOf(checker: Checker, expression: Node, steps: number): Zone | undefined {
  const { tree, facts } = checker
  if (expression === NO_NODE || steps > MAX_STEPS) return undefined
  switch (tree.kind(expression)) {
    case k.K_PARENTHESIZED_EXPRESSION:
      return zoneOf(checker, tree.namedChildren(expression)[0] ?? NO_NODE, steps + 1)
    case k.K_CALL:
      return zoneOfCall(checker, expression, steps)
    case k.K_ATTRIBUTE:
      return columnZone(checker, expression)
    case k.K_BINARY_OPERATOR: {
      // A time plus or minus a span keeps its zone; what only its name calls a span will do.
      const right = tree.text(tree.child(expression, k.F_RIGHT))
      if (!/timedelta|delta|relativedelta/.test(right)) return undefined
      return zoneOf(checker, tree.child(expression, k.F_LEFT), steps + 1)
    }
    case k.K_IDENTIFIER: {
      const binding = facts.resolve(expression)
      if (binding === undefined || binding.definitionCount === 0) return undefined
      const zones = binding.definitions.map(({ kind, node }) => {
        if (kind !== 'assignment' || tree.kind(tree.parent(node)) !== k.K_ASSIGNMENT)
          return undefined
        return zoneOf(checker, tree.child(tree.parent(node), k.F_RIGHT), steps + 1)
      })
      const [first] = zones
      return zones.every((one) => one === first) ? first : undefined
    }
    default:
      return undefined
  }
}

function zoneOfCall(checker: Checker, call: Node, steps: number): Zone | undefined {
  const { tree, facts } = checker
  const callee = facts.callee(call)
  const method =
    tree.kind(callee) === k.K_ATTRIBUTE ? tree.text(tree.child(callee, k.F_ATTRIBUTE)) : ''
  const name = facts.calleeName(call)
  switch (name) {
    case 'datetime.datetime.utcnow':
    case 'datetime.datetime.utcfromtimestamp':
    case 'datetime.datetime.today':
      return 'naive'
    case 'datetime.datetime.now':
      return given(checker, call, 0, 'tz')
    case 'datetime.datetime.fromtimestamp':
      return given(checker, call, 1, 'tz')
    case 'datetime.datetime':
      return given(checker, call, 7, 'tzinfo')
    case 'datetime.datetime.strptime': {
      const format = argumentFor(tree, call, 1, 'format')
      if (format === NO_NODE || tree.kind(format) !== k.K_STRING) return undefined
      return /%z/.test(tree.text(format)) ? 'aware' : 'naive'
    }
    case 'django.utils.timezone.now':
      return 'aware'
  }
  if (method === 'astimezone') return 'aware'
  if (method !== 'replace') return undefined
  const zone = keywordArgument(tree, call, 'tzinfo')
  const object = tree.child(callee, k.F_OBJECT)
  if (zone === NO_NODE) return zoneOf(checker, object, steps + 1)
  return tree.kind(zone) === k.K_NONE ? 'naive' : 'aware'
}

function given({ tree }: Checker, call: Node, position: number, name: string): Zone | undefined {
  const zone = argumentFor(tree, call, position, name)
  if (zone === NO_NODE) return hasUnpacking(tree, call) ? undefined : 'naive'
  // A variable may hold None.
  if (tree.kind(zone) === k.K_NONE) return 'naive'
  return tree.kind(zone) === k.K_IDENTIFIER && /^(?:tz|tzinfo|zone|timezone)$/.test(tree.text(zone))
    ? undefined
    : 'aware'
}

/** Of `row.column`, where the row is of a known model. */
function columnZone(checker: Checker, attribute: Node): Zone | undefined {
  const { tree } = checker
  const object = tree.child(attribute, k.F_OBJECT)
  if (object === NO_NODE || tree.kind(object) !== k.K_IDENTIFIER) return undefined
  const name = tree.text(tree.child(attribute, k.F_ATTRIBUTE))
  // Where the row comes from is the dear question: few attributes are called like such a column.
  if (!checker.project.has(timeColumns, name)) return undefined
  const model = modelOf(checker, object)
  if (model === undefined || model.library === 'django') return undefined
  const column = model.columns.get(name)
  if (column === undefined || column.family !== 'datetime') return undefined
  return column.hasZone === undefined ? undefined : column.hasZone ? 'aware' : 'naive'
}

/** Names of the columns that hold times of which it is known whether they have a zone. */
export const timeColumns = defineTable({
  id: 'time columns',
  make({ domain }): ReadonlySet<string> {
    const names = new Set<string>()
    for (const { library, columns } of domain.orm.models) {
      if (library === 'django') continue
      for (const [name, { family, hasZone }] of columns) {
        if (family === 'datetime' && hasZone !== undefined) names.add(name)
      }
    }
    return names
  },
})

function modelOf(checker: Checker, row: Node): OrmModel | undefined {
  const [rows] = sqlOf(checker).rows(row)
  if (rows !== undefined) return rows.query.model
  const origin = rowOrigin(checker, row)
  if (origin === undefined || origin.model === '') return undefined
  const [only, ...others] = domainOf(checker.project).orm.named(
    origin.model.split('.').at(-1) ?? '',
  )
  return others.length === 0 ? only : undefined
}
