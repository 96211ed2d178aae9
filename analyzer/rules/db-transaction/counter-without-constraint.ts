import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { columnChanges } from '../../gather/column-changes.ts'
import { declarationOf, modelsOf } from '../../matching/rows/model-columns.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const COUNTED =
  /(?:^|_)(?:count|counter|counts|balance|stock|quantity|qty|amount|credits?|points|left|remaining|available|reserved|capacity|used|usage|seats?|slots?|total|num|number|pending|open|active|workload|load|attempts|tokens|inventory|units|quota|allowance|funds)(?:_|$)/

export default defineRule({
  id: 'counter-without-constraint',
  title: 'Counter that the database lets go below zero',
  consequence:
    'A counter that is taken down once too often becomes negative, and everything that is computed from it is wrong.',
  effortHours: { low: 0.25, high: 1 },
  why: `
The code takes the column down, and nothing keeps it from becoming negative: no check constraint in the
table, no floor where it is changed. A repeated message, a lost update or a correction by hand is enough. The
wrong value is found weeks later, and nobody knows since when it has been wrong.
`,
  fix: `
Let the database refuse impossible values: \`CheckConstraint("stock >= 0", name="stock_not_negative")\`. The
faulty change then fails loudly, at the place that makes it.
`,
  exemptions: [
    {
      text: 'A column with a check constraint, or of a type that has none below zero.',
      quiet: {
        'app/models.py': py`
          from django.db import models
          from sqlalchemy import CheckConstraint, Column, Integer
          from sqlalchemy.orm import declarative_base

          Base = declarative_base()

          class Item(Base):
              __tablename__ = 'items'
              __table_args__ = (CheckConstraint('stock >= 0'),)
              id = Column(Integer, primary_key=True)
              stock = Column(Integer)

          class Seat(models.Model):
              seats_left = models.PositiveIntegerField()
        `,
        'app/service.py': py`
          def sell(item, seat):
              item.stock -= 1
              seat.seats_left -= 1
        `,
      },
    },
    {
      text: 'A counter that only goes up, or is never taken below its floor.',
      quiet: {
        'app/models.py': py`
          from sqlalchemy import Column, Integer
          from sqlalchemy.orm import declarative_base

          Base = declarative_base()

          class Item(Base):
              __tablename__ = 'items'
              id = Column(Integer, primary_key=True)
              view_count = Column(Integer)
              stock = Column(Integer)
              credits = Column(Integer)
        `,
        'app/service.py': py`
          def view(item):
              item.view_count += 1

          def sell(item):
              item.stock = max(0, item.stock - 1)
              if item.credits > 0:
                  item.credits -= 1
        `,
      },
    },
    {
      text: 'A column that is no counter, and attributes of objects that are no rows.',
      quiet: {
        'app/models.py': py`
          from sqlalchemy import Column, Integer, Numeric
          from sqlalchemy.orm import declarative_base

          Base = declarative_base()

          class Place(Base):
              __tablename__ = 'places'
              id = Column(Integer, primary_key=True)
              offset = Column(Integer)
              temperature = Column(Numeric)
        `,
        'app/service.py': py`
          def move(place, window):
              place.offset -= 5
              place.temperature -= 1
              window.count -= 1
        `,
      },
    },
  ],
  limits: [
    'Which object is changed is told by the name of the attribute alone.',
    'Constraints that only a hand-written migration declares are not seen.',
  ],
  bad: [
    {
      'app/models.py': py`
        from sqlalchemy import Column, Integer
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Item(Base):
            __tablename__ = 'items'
            id = Column(Integer, primary_key=True)
            stock = Column(Integer, default=0) #!
      `,
      'app/service.py': py`
        def sell(item, count):
            item.stock -= count
      `,
    },
    {
      'app/models.py': py`
        from django.db import models

        class Account(models.Model):
            balance = models.IntegerField(default=0) #!
            open_orders = models.IntegerField(default=0) #!
      `,
      'app/service.py': py`
        from django.db.models import F

        from app.models import Account

        def pay(key, amount):
            Account.objects.filter(pk=key).update(balance=F('balance') - amount)

        def done(account, amount):
            account.balance = account.balance - amount
            account.open_orders -= 1
            account.save()
      `,
    },
  ],
  good: [
    {
      'app/models.py': py`
        from sqlalchemy import CheckConstraint, Column, Integer
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Item(Base):
            __tablename__ = 'items'
            __table_args__ = (CheckConstraint('stock >= 0', name='stock_not_negative'),)
            id = Column(Integer, primary_key=True)
            stock = Column(Integer, default=0)
      `,
      'app/service.py': py`
        def sell(item, count):
            item.stock -= count
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const models = modelsOf(checker)
      if (models.length === 0) return
      const { counts } = checker.project.gathered(columnChanges)
      for (const model of models) {
        for (const column of model.columns.values()) {
          if (column.family !== 'integer' && column.family !== 'number') continue
          if (!COUNTED.test(column.name) || /^Positive/.test(column.type)) continue
          const changes = counts.filter(
            ({ attribute, model: of }) =>
              attribute === column.name && !isOfAnother(checker, model, attribute, of),
          )
          const down = changes.find(({ isDown, isFloored }) => isDown && !isFloored)
          const declaration = declarationOf(checker, model, column.name)
          if (down === undefined || declaration === NO_NODE) continue
          if (hasCheck(model, column.name) || hasCheck(model, column.column)) continue
          checker.report({
            node: declaration,
            message: down.isTested
              ? `\`${model.name}.${column.name}\` is taken down in \`${down.path}\` on line ${down.line} behind a test of a copy that may be old; nothing in the database keeps it from becoming negative.`
              : `\`${model.name}.${column.name}\` is taken down in \`${down.path}\` on line ${down.line}, and nothing keeps it from becoming negative.`,
            ...(down.isTested && { confidence: 'medium' as const }),
          })
        }
      }
    },
  },
})

/** True for a change of a row whose model is known to be another one with such a column. */
function isOfAnother(
  { project }: Checker,
  model: OrmModel,
  column: string,
  of: string | undefined,
): boolean {
  if (of === undefined || of === model.name) return false
  const others = domainOf(project).orm.named(of)
  return others.length > 0 && others.every((one) => one !== model && one.columns.has(column))
}

function hasCheck(model: OrmModel, column: string): boolean {
  return model.checks.some(({ text }) => new RegExp(`\\b${column}(?:\\b|__)`).test(text))
}
