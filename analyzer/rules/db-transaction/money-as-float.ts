import { domainOf } from '../../domain/domain-of.ts'
import type { OrmColumn, OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { typeText } from '../../facts/type-text.ts'
import { calleeName, receiverOf, withoutParentheses } from '../../matching/calls/calls.ts'
import { declarationOf, modelsOf } from '../../matching/rows/model-columns.ts'
import { moneyOf } from '../../matching/rows/money-names.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'money-as-float',
  title: 'Amount of money kept or counted as a binary fraction',
  consequence:
    'Sums are off by cents, comparisons of amounts that should be equal fail, and the books do not close.',
  effortHours: { low: 1, high: 8 },
  cwe: [682],
  confidence: 'medium',
  why: `
A float has no 0.1: it keeps the nearest binary fraction. Single amounts look right, because they are rounded when they are shown;
sums, products and comparisons are not.

| expression | result |
|---|---|
| \`0.1 + 0.2 == 0.3\` | \`False\` |
| \`int(19.99 * 100)\` | \`1998\` |
`,
  fix: `
Keep money as \`Decimal\` in a \`Numeric(12, 2)\` column (\`DecimalField\`), or as a whole number of the smallest unit (\`price_cents\`),
and round at one place that says how. A migration changes the column; what reads it gets \`Decimal\`.
`,
  exemptions: [
    {
      text: 'Decimals and whole numbers of cents.',
      quiet: py`
        from decimal import Decimal
        from sqlalchemy import Numeric
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Product(Base):
            __tablename__ = 'products'
            id: Mapped[int] = mapped_column(primary_key=True)
            price: Mapped[Decimal] = mapped_column(Numeric(12, 2))
            fee_cents: Mapped[int]
      `,
    },
    {
      text: 'Rates, shares of a whole, statistics, measures, and words that need not mean money.',
      quiet: py`
        from django.db import models

        class Recipe(models.Model):
            amount = models.FloatField()
            total = models.FloatField()
            unit = models.CharField(max_length=10)

        class Offer(models.Model):
            price = models.DecimalField(max_digits=12, decimal_places=2)
            price_change_percent = models.FloatField()
            discount_rate = models.FloatField()
            average_price = models.FloatField()
      `,
    },
    {
      text: 'Rounding to whole cents instead of cutting off.',
      quiet: py`
        def cents(price: float) -> int:
            return int(round(price * 100))

        def percent(part: float) -> int:
            return int(part * 100)
      `,
    },
  ],
  limits: ['Amounts whose name does not say that they are money.'],
  bad: [
    py`
      from decimal import Decimal
      from sqlalchemy import Float, Numeric
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      class Base(DeclarativeBase):
          pass

      class Treatment(Base):
          __tablename__ = 'treatments'
          id: Mapped[int] = mapped_column(primary_key=True)
          fee: Mapped[Decimal] = mapped_column(Numeric(12, 2))
          insurer_share: Mapped[float] = mapped_column(Float) #!
          deposit: Mapped[float] = mapped_column(Float) #!
          dose: Mapped[float] = mapped_column(Float)
    `,
    py`
      from django.db import models

      class Member(models.Model):
          deposit = models.FloatField(default=0) #!
    `,
    py`
      def in_cents(total):
          return int(float(total) * 100) #!
    `,
  ],
  good: [
    py`
      from decimal import Decimal
      from sqlalchemy import Numeric
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      class Base(DeclarativeBase):
          pass

      class Treatment(Base):
          __tablename__ = 'treatments'
          id: Mapped[int] = mapped_column(primary_key=True)
          fee: Mapped[Decimal] = mapped_column(Numeric(12, 2))
          insurer_share: Mapped[Decimal] = mapped_column(Numeric(12, 2))
          deposit: Mapped[Decimal] = mapped_column(Numeric(12, 2))
          dose: Mapped[float]
    `,
  ],
  on: {
    [k.K_MODULE](_, checker) {
      for (const model of modelsOf(checker)) {
        for (const column of model.columns.values()) reportColumn(checker, model, column)
      }
    },
  },
  calls: { 'builtins.int': reportCutOff },
})

/** `Float` of SQLAlchemy may be told to give decimals; `Numeric` may be told to give floats. */
const BINARY = /^(?:Float|FLOAT|REAL|Double|DOUBLE|DOUBLE_PRECISION|float|FloatField)$/

function reportColumn(checker: Checker, model: OrmModel, column: OrmColumn): void {
  const money = BINARY.test(column.type) ? moneyOf(column.name) : undefined
  if (money === undefined || (money === 'likely' && !isAboutMoney(checker, model))) return
  const declaration = declarationOf(checker, model, column.name)
  if (declaration === NO_NODE || /asdecimal\s*=\s*True/.test(checker.tree.text(declaration))) return
  const exact = exactBeside(checker, model)
  checker.report({
    node: declaration,
    message: `\`${model.name}.${column.name}\` keeps money as a binary fraction${exact === undefined ? '' : `, while \`${exact}\` beside it is exact`}.`,
    ...(exact !== undefined && { confidence: 'high' as const }),
  })
}

const EXACT = /^(?:Numeric|NUMERIC|DECIMAL|Decimal|DecimalField|condecimal|MONEY|MoneyField)$/
/** Cents are kept: nothing but money has two places by decision. */
const TWO_PLACES = /\(\s*(?:precision=)?\d+,\s*(?:scale=)?2\)|decimal_places=2\b|\bscale=2\b/

/** A column beside it that keeps money exactly. */
function exactBeside(checker: Checker, model: OrmModel): string | undefined {
  return [...model.columns.values()].find(({ name, type }) => {
    if (!EXACT.test(type)) return false
    const declaration = moneyOf(name) === undefined ? declarationOf(checker, model, name) : NO_NODE
    return moneyOf(name) !== undefined || isOfCents(checker, declaration)
  })?.name
}

function isOfCents({ tree }: Checker, declaration: Node): boolean {
  return declaration !== NO_NODE && TWO_PLACES.test(tree.text(declaration))
}

function isAboutMoney(checker: Checker, model: OrmModel): boolean {
  if (exactBeside(checker, model) !== undefined) return true
  const names = [...model.columns.keys()]
  return names.some((name) => /^currency(?:_code)?$/.test(name) || moneyOf(name) === 'sure')
}

/** `int(float(total) * 100)`: 19.99 becomes 1998. */
function reportCutOff(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const [given, more] = facts.arguments(call)
  if (given === undefined || more !== undefined) return
  const product = withoutParentheses(tree, given.value)
  if (tree.kind(product) !== k.K_BINARY_OPERATOR) return
  const [left = NO_NODE, right = NO_NODE] = tree.namedChildren(product)
  if (!/^\*$/.test(tree.text(tree.child(product, k.F_OPERATOR)))) return
  const amount = isHundred(checker, right) ? left : isHundred(checker, left) ? right : NO_NODE
  if (amount === NO_NODE || !isFloatMoney(checker, amount)) return
  checker.report({
    node: call,
    message: `\`${tree.text(call)}\` cuts off what the binary fraction lacks: 19.99 becomes 1998.`,
    severity: 'medium',
  })
}

function isHundred({ tree }: Checker, node: Node): boolean {
  return node !== NO_NODE && /^100(?:\.0*)?$/.test(tree.text(node))
}

/** `float(order.total)`, or a parameter or column that is a float and called like money. */
function isFloatMoney(checker: Checker, given: Node): boolean {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, given)
  if (tree.kind(node) === k.K_CALL) {
    const [inner] = facts.arguments(node)
    if (facts.calleeName(node) !== 'builtins.float' || inner === undefined) return false
    return moneyOf(lastName(checker, inner.value)) !== undefined
  }
  const name = lastName(checker, node)
  if (moneyOf(name) === undefined) return false
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const owner = facts.enclosingFunction(node)
    const parameter = owner?.parameters.find((one) => one.name === name)
    return (
      parameter !== undefined &&
      parameter.annotation !== NO_NODE &&
      typeText(tree, parameter.annotation) === 'float'
    )
  }
  if (tree.kind(node) !== k.K_ATTRIBUTE) return false
  const model = domainOf(checker.project).orm.ofValue(checker.valueOf(tree.child(node, k.F_OBJECT)))
  return BINARY.test(model?.columns.get(name)?.type ?? '')
}

function lastName(checker: Checker, node: Node): string {
  const { tree, facts } = checker
  switch (tree.kind(node)) {
    case k.K_IDENTIFIER:
      return facts.name(node)
    case k.K_ATTRIBUTE:
      return facts.name(tree.child(node, k.F_ATTRIBUTE))
    case k.K_SUBSCRIPT:
      return tree.text(tree.namedChildren(node)[1] ?? node).replace(/["']/g, '')
    case k.K_CALL:
      return calleeName(tree, node) === 'get'
        ? tree.text(facts.arguments(node)[0]?.value ?? node).replace(/["']/g, '')
        : lastName(checker, receiverOf(tree, node))
    default:
      return ''
  }
}
