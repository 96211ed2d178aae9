import { domainOf } from '../../domain/domain-of.ts'
import type { ForeignKeyTo, OrmColumn, OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { declarationOf, modelsOf } from '../../matching/rows/model-columns.ts'
import { wordsOf } from '../../matching/values/secrets.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Words of names of what is kept as evidence. */
const RECORD = new Set([
  'audit',
  'audits',
  'log',
  'logs',
  'history',
  'histories',
  'invoice',
  'invoices',
  'payment',
  'payments',
  'ledger',
  'transaction',
  'transactions',
  'consent',
  'consents',
  'receipt',
  'refund',
  'payout',
  'billing',
  'revision',
  'changelog',
])
/** Words that mean evidence where the columns say so too. */
const PERHAPS = new Set([
  'review',
  'reviews',
  'event',
  'events',
  'decision',
  'decisions',
  'approval',
  'approvals',
  'order',
  'orders',
  'report',
  'reports',
  'incident',
  'record',
  'records',
])
const EVIDENCE_COLUMN =
  /^(?:decision|decided_\w+|decision_\w+|approved_\w+|rejected_\w+|verdict|amount|total|paid_at|actor(?:_id)?|performed_by\w*|occurred_at|rationale|outcome\w*)$/
/** An order is a record of a trade by what makes it one: its state, its lines, their prices. */
const TRADE = new Set(['order', 'orders', 'purchase', 'purchases'])
const TRADE_COLUMN = /^(?:status|state|quantity|price|unit_price|total_\w+|\w+_total)$/
const PASSING = /draft|session|token|cache|temp|preference|setting/i

export default defineRule({
  id: 'cascade-delete-audit-data',
  title: 'History deleted together with its parent',
  consequence:
    'Deleting one row silently destroys the records about it: audits, invoices and decisions are gone for good.',
  effortHours: { low: 1, high: 4 },
  why: `
The foreign key says that the database deletes these rows when their parent is deleted. They are records of
what happened: who decided, what was paid. One \`DELETE\` of the parent, by a user's click or a clean-up job,
removes them without a trace, and nobody is asked. No check in the application can prevent it for certain.
`,
  fix: `
Restrict the deletion (\`ondelete="RESTRICT"\`, \`on_delete=models.PROTECT\`) and take \`delete-orphan\` off the
relationship. Let parents be deactivated instead: a \`deleted_at\` column and queries that respect it.
`,
  exemptions: [
    {
      text: 'A foreign key that restricts, or leaves the record behind.',
      quiet: py`
        from sqlalchemy import Column, DateTime, ForeignKey, Integer
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class AuditLog(Base):
            __tablename__ = 'audit_log'
            id = Column(Integer, primary_key=True)
            user_id = Column(ForeignKey('users.id', ondelete='RESTRICT'))
            team_id = Column(ForeignKey('teams.id', ondelete='SET NULL'))
            org_id = Column(ForeignKey('orgs.id'))
            created_at = Column(DateTime)
      `,
    },
    {
      text: 'Links, drafts, sessions, tokens: what has no meaning without its parent.',
      quiet: py`
        from sqlalchemy import Column, ForeignKey, Integer, String
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class UserTransaction(Base):
            __tablename__ = 'user_transaction'
            user_id = Column(ForeignKey('users.id', ondelete='CASCADE'), primary_key=True)
            transaction_id = Column(ForeignKey('transactions.id', ondelete='CASCADE'), primary_key=True)

        class InvoiceDraft(Base):
            __tablename__ = 'invoice_drafts'
            id = Column(Integer, primary_key=True)
            user_id = Column(ForeignKey('users.id', ondelete='CASCADE'))

        class LoginSession(Base):
            __tablename__ = 'login_sessions'
            id = Column(Integer, primary_key=True)
            user_id = Column(ForeignKey('users.id', ondelete='CASCADE'))
      `,
    },
    {
      text: 'Parts of a thing that is no record.',
      quiet: py`
        from django.db import models

        class Post(models.Model):
            title = models.CharField(max_length=20)

        class Comment(models.Model):
            post = models.ForeignKey(Post, on_delete=models.CASCADE)

        class Event(models.Model):
            calendar = models.ForeignKey(Post, on_delete=models.CASCADE)
            starts_at = models.DateTimeField()
      `,
    },
  ],
  limits: [
    'What a record is, is told by its name and columns.',
    'Cascades that only a migration declares are not seen.',
  ],
  bad: [
    py`
      from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
      from sqlalchemy.orm import declarative_base, relationship

      Base = declarative_base()

      class User(Base):
          __tablename__ = 'users'
          id = Column(Integer, primary_key=True)
          payments = relationship('Payment', cascade='all, delete-orphan') #!

      class AuditLog(Base):
          __tablename__ = 'audit_log'
          id = Column(Integer, primary_key=True)
          user_id = Column(ForeignKey('users.id', ondelete='CASCADE')) #!
          created_at = Column(DateTime)

      class Payment(Base):
          __tablename__ = 'payments'
          id = Column(Integer, primary_key=True)
          user_id = Column(ForeignKey('users.id'))
    `,
    py`
      from django.db import models

      class Customer(models.Model):
          name = models.CharField(max_length=20)

      class Invoice(models.Model):
          customer = models.ForeignKey(Customer, on_delete=models.CASCADE) #!
          total = models.DecimalField(max_digits=10, decimal_places=2)

      class Approval(models.Model):
          customer = models.ForeignKey(Customer, on_delete=models.CASCADE) #!
          approved_by = models.CharField(max_length=20)

      class Product(models.Model):
          name = models.CharField(max_length=20)

      class Order(models.Model):
          customer = models.ForeignKey(Customer, on_delete=models.CASCADE) #!
          status = models.CharField(max_length=20)

      class OrderLine(models.Model):
          order = models.ForeignKey(Order, on_delete=models.CASCADE)
          product = models.ForeignKey(Product, on_delete=models.CASCADE) #!
          quantity = models.IntegerField()
    `,
  ],
  good: [
    py`
      from sqlalchemy import Column, DateTime, ForeignKey, Integer
      from sqlalchemy.orm import declarative_base

      Base = declarative_base()

      class AuditLog(Base):
          __tablename__ = 'audit_log'
          id = Column(Integer, primary_key=True)
          user_id = Column(ForeignKey('users.id', ondelete='RESTRICT'))
          created_at = Column(DateTime)
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const model of modelsOf(checker)) {
        checkKeys(checker, model)
        checkRelationships(checker, model)
      }
    },
  },
})

function checkKeys(checker: Checker, model: OrmModel): void {
  if (!isRecord(model)) return
  for (const column of model.columns.values()) {
    const { foreignKey } = column
    if (foreignKey?.onDelete !== 'cascade' || isPartOf(checker, model, foreignKey)) continue
    const key = nodeAt(checker, foreignKey.at)
    const node = key === NO_NODE ? declarationOf(checker, model, column.name) : key
    checker.report({
      node: node === NO_NODE ? 0 : node,
      message: `Deleting the parent in ${parentName(checker, model, foreignKey)} deletes its \`${model.name}\` rows, which are records of what happened.`,
    })
  }
}

function checkRelationships(checker: Checker, model: OrmModel): void {
  const { orm } = domainOf(checker.project)
  for (const relationship of model.relationships.values()) {
    if (!relationship.cascade.some((part) => /^(?:all|delete|delete-orphan)$/.test(part))) continue
    const target = orm.targetOf(model, relationship)
    if (target === undefined || !isRecord(target)) continue
    if (isRecord(model) && target.name.startsWith(model.name)) continue
    // Both have to be changed; in one file the key alone is told.
    const key = keysTo(checker, target, model).find(
      ({ foreignKey }) => foreignKey?.onDelete === 'cascade',
    )
    if (key !== undefined && target.path === model.path) continue
    const node = declarationOf(checker, model, relationship.name)
    const further = key === undefined ? '' : `, as the key \`${key.name}\` does once more`
    checker.report({
      node: node === NO_NODE ? 0 : node,
      message: `Deleting a \`${model.name}\` deletes its \`${target.name}\` rows, which are records of what happened${further}.`,
    })
  }
}

function keysTo(checker: Checker, from: OrmModel, to: OrmModel): readonly OrmColumn[] {
  const { orm } = domainOf(checker.project)
  return [...from.columns.values()].filter(
    ({ foreignKey }) => foreignKey !== undefined && orm.targetOf(from, foreignKey) === to,
  )
}

/** True for rows that tell what happened, by the name of the model and its columns. */
function isRecord(model: OrmModel): boolean {
  if (PASSING.test(model.name)) return false
  const columns = [...model.columns.values()]
  if (columns.length > 0 && columns.every(({ foreignKey }) => foreignKey !== undefined))
    return false
  const words = wordsOf(model.name)
  if (words.some((word) => RECORD.has(word))) return true
  const has = (pattern: RegExp) => columns.some(({ name }) => pattern.test(name))
  if (words.some((word) => TRADE.has(word)) && has(TRADE_COLUMN)) return true
  return words.some((word) => PERHAPS.has(word)) && has(EVIDENCE_COLUMN)
}

/** The lines of an invoice go with the invoice: what matters is what deletes the whole. */
function isPartOf(checker: Checker, model: OrmModel, key: ForeignKeyTo): boolean {
  const whole = domainOf(checker.project).orm.targetOf(model, key)
  return whole !== undefined && isRecord(whole) && model.name.startsWith(whole.name)
}

function parentName(checker: Checker, model: OrmModel, key: ForeignKeyTo): string {
  const { orm } = domainOf(checker.project)
  const name = orm.targetOf(model, key)?.name ?? key.table
  return name === undefined ? 'the other table' : `\`${name}\``
}

/** The node that starts at a place of this file. */
function nodeAt(
  { tree, facts }: Checker,
  at: { readonly line: number; readonly column: number },
): Node {
  for (const call of facts.calls) {
    const place = tree.position(tree.start(call))
    if (place.line === at.line && place.column === at.column) return call
  }
  return NO_NODE
}
