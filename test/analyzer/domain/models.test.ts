// Models of a project, as a rule asks for them.
import { describe, expect, test } from 'vitest'
import type { DomainIndex } from '../../../analyzer/domain/domain.ts'
import type { OrmModel } from '../../../analyzer/domain/orm/model.ts'
import { columnOf, coveringUnique } from '../../../analyzer/domain/orm/tables.ts'
import { appFiles } from './app-files.ts'
import { projectOf } from './project-of.ts'

function model(domain: DomainIndex, name: string): OrmModel {
  const [found] = domain.orm.named(name)
  if (found === undefined) throw new Error(`no model ${name}`)
  return found
}

/** A column as one line: what a reader of the class would say of it. */
function describeColumn(of: OrmModel, name: string): string {
  const one = columnOf(of, name)
  if (one === undefined) return 'missing'
  const words = [one.type, one.family]
  if (one.isNullable) words.push('null')
  if (one.isUnique) words.push('unique')
  if (one.isPrimaryKey) words.push('key')
  if (one.isIndexed) words.push('indexed')
  if (one.isTracked) words.push('tracked')
  if (one.enum !== undefined) words.push(`enum ${one.enum.summary.name}`)
  if (one.words !== undefined) words.push(one.words.join('|'))
  if (one.default !== undefined) words.push(`default ${one.default.kind}`)
  if (one.foreignKey !== undefined) {
    words.push(
      `-> ${one.foreignKey.table ?? one.foreignKey.model ?? '?'} ${one.foreignKey.onDelete}`,
    )
  }
  return words.join(' ')
}

const uniques = (of: OrmModel) =>
  of.uniques.map((one) => {
    const where = one.predicate === undefined ? '' : ` where ${one.predicate.text}`
    return `${one.source} ${one.columns.join('+')}${where}`
  })

describe('the review application', () => {
  const { domain } = projectOf(appFiles('review_api'))

  test.each([
    ['Engineer', 'id', 'UUID uuid key default callable'],
    ['Engineer', 'email', 'String text unique'],
    ['Engineer', 'status', 'Enum enum enum EngineerStatus default literal'],
    ['Engineer', 'timezone', 'str text null'],
    ['Engineer', 'expertise', 'ARRAY array default callable'],
    ['Engineer', 'preferences', 'JSONB json tracked default callable'],
    ['Engineer', 'updated_at', 'DateTime datetime default database'],
    ['EngineerReview', 'findings', 'JSONB json default shared-mutable'],
    ['EngineerReview', 'assigned_at', 'DateTime datetime default call-at-import'],
    ['EngineerReview', 'decision', 'ReviewDecision enum enum ReviewDecision default literal'],
    ['EngineerReview', 'incident_id', 'UUID uuid -> incidents cascade'],
    [
      'EngineerReview',
      'engineer_id',
      'UUID uuid indexed -> backend/app/models/engineer.py#Engineer cascade',
    ],
    ['Incident', 'severity', 'Enum enum low|high'],
    ['Incident', 'archived', 'Boolean boolean null default literal'],
    ['Incident', 'tenant_id', 'UUID uuid indexed -> tenants restrict'],
    ['AuditLog', 'actor_id', 'UUID uuid null -> engineers set-null'],
  ])('%s.%s is %s', (name, column, expected) => {
    expect(describeColumn(model(domain, name), column)).toBe(expected)
  })

  test('unique sets come from columns, constraints, partial indexes and migrations', () => {
    expect(uniques(model(domain, 'Engineer'))).toEqual([
      'primary-key id',
      'column email',
      'migration name where is_available = true',
    ])
    expect(uniques(model(domain, 'EngineerReview'))).toEqual([
      'primary-key id',
      "index incident_id where status IN ('assigned', 'in_progress')",
      'index incident_id where and_(decision == ReviewDecision.PENDING, submitted_at.is_not(None))',
    ])
    expect(uniques(model(domain, 'Incident'))).toEqual([
      'primary-key id',
      'constraint tenant_id+number',
    ])
    expect(uniques(model(domain, 'Tenant'))).toEqual(['primary-key id', 'migration slug'])
    expect(uniques(model(domain, 'AuditLog'))).toEqual([
      'primary-key id',
      'migration actor_id+action',
    ])
  })

  test('a constraint that a later migration drops is gone', () => {
    const outbox = domain.orm.byTable('outbox')
    expect(outbox && uniques(outbox)).toEqual(['primary-key id'])
  })

  test('a partial index covers a probe whose constants imply its condition', () => {
    const review = model(domain, 'EngineerReview')
    const columns = new Set(['incident_id', 'status'])
    const probe = (...status: string[]) =>
      coveringUnique(review, columns, new Map([['status', status]]))?.name
    expect(probe('ASSIGNED', 'assigned')).toBe('idx_active_review_per_incident')
    expect(probe('SUBMITTED', 'submitted')).toBeUndefined()
    expect(coveringUnique(review, columns)).toBeUndefined()
  })

  test('relationships and foreign keys lead to models', () => {
    const engineer = model(domain, 'Engineer')
    const reviews = engineer.relationships.get('reviews')
    expect(reviews?.cascade).toEqual(['all', 'delete-orphan'])
    expect(reviews && domain.orm.targetOf(engineer, reviews)?.name).toBe('EngineerReview')
    const key = columnOf(model(domain, 'AuditLog'), 'actor_id')?.foreignKey
    expect(key && domain.orm.targetOf(engineer, key)?.name).toBe('Engineer')
  })

  test('version columns, checks and completeness are known', () => {
    expect(model(domain, 'EngineerReview').versionColumn).toBe('version')
    expect(model(domain, 'Engineer').checks.map(({ text }) => text)).toEqual([
      'current_review_count >= 0',
      'max_concurrent_reviews > 0',
    ])
    expect(domain.orm.models.every(({ isComplete }) => isComplete)).toBe(true)
  })
})

describe('other libraries', () => {
  test.each([
    [
      'Flask-SQLAlchemy',
      {
        'shop/extensions.py': 'from flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\n',
        'shop/models.py': `
from shop.extensions import db

class OrderLine(db.Model):
    __table_args__ = (db.UniqueConstraint("order_id", "sku"), db.CheckConstraint("quantity > 0"))
    id = db.Column(db.Integer, primary_key=True)
    order_id = db.Column(db.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False)
    sku = db.Column("sku_code", db.String(40), nullable=False)
    quantity = db.Column(db.Integer, nullable=False, default=0)
    meta = db.Column(db.JSON)
`,
      },
      'OrderLine',
      'order_line',
      ['primary-key id', 'constraint order_id+sku'],
      { sku: 'String text', meta: 'JSON json null', order_id: ' other -> orders cascade' },
    ],
    [
      'classic declarative',
      {
        'models.py': `
from sqlalchemy import Column, Integer, String, Index, JSON, ForeignKey
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.types import TypeDecorator

Base = declarative_base()

class Payload(TypeDecorator):
    impl = JSON

class Keyed(Base):
    __abstract__ = True
    id = Column(Integer, primary_key=True)

class Job(Keyed):
    __tablename__ = "jobs"
    key = Column(String, nullable=False)
    queue = Column(String, nullable=False)
    payload = Column(Payload, default=dict)

Index("uq_job", Job.queue, Job.key, unique=True, sqlite_where=Job.key.isnot(None))
`,
      },
      'Job',
      'jobs',
      ['primary-key id', 'index queue+key where Job.key.isnot(None)'],
      { payload: 'Payload json null default callable', id: 'Integer integer key' },
    ],
    [
      'SQLModel',
      {
        'models.py': `
import uuid
from typing import Optional
from sqlalchemy import Column, JSON, UniqueConstraint
from sqlmodel import Field, Relationship, SQLModel

class UserBase(SQLModel):
    email: str = Field(unique=True, index=True, max_length=255)
    is_active: bool = True

class User(UserBase, table=True):
    __table_args__ = (UniqueConstraint("team_id", "nick"),)
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    team_id: Optional[int] = Field(default=None, foreign_key="team.id", ondelete="SET NULL")
    nick: str
    settings: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    team: Optional["Team"] = Relationship(back_populates="users")

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    users: list[User] = Relationship(back_populates="team", sa_relationship_kwargs={"cascade": "all, delete"})
`,
      },
      'User',
      'user',
      ['primary-key id', 'column email', 'constraint team_id+nick'],
      {
        email: 'str text unique indexed',
        is_active: 'bool boolean default literal',
        team_id: 'int integer null default literal -> team set-null',
        settings: 'JSON json default callable',
      },
    ],
    [
      'Django',
      {
        'shop/models.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

class Timed(models.Model):
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

class Customer(AbstractUser):
    pass

class Order(Timed):
    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PAID = "paid", "Paid"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="orders")
    number = models.PositiveIntegerField(unique=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    channel = models.CharField(max_length=10, choices=[("web", "Web"), ("shop", "Shop")])
    cart = models.JSONField(default=dict)

    class Meta:
        ordering = ["-created"]
        unique_together = [("customer", "channel")]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(status="open"), name="one_open"),
            models.CheckConstraint(check=Q(number__gte=1), name="positive"),
        ]
`,
      },
      'Order',
      'shop_order',
      [
        'primary-key id',
        'column number',
        'constraint customer+channel',
        'constraint customer where Q(status="open")',
      ],
      {
        customer: 'ForeignKey other indexed -> shop/models.py#Customer cascade',
        status: 'CharField enum enum Status default literal',
        channel: 'CharField text web|shop',
        cart: 'JSONField json tracked default callable',
        created: 'DateTimeField datetime default callable',
      },
    ],
  ])('%s', (_, files, name, table, sets, columns) => {
    const { domain } = projectOf(files)
    const found = model(domain, name)
    expect(found.table).toBe(table)
    expect(uniques(found)).toEqual(sets)
    const described = Object.fromEntries(
      Object.keys(columns).map((column) => [column, describeColumn(found, column)]),
    )
    expect(described).toEqual(columns)
  })

  test('what only looks like a model is none', () => {
    const { domain } = projectOf({
      'schemas.py': `
from pydantic import BaseModel, Field
from sqlmodel import SQLModel

class UserCreate(BaseModel):
    email: str = Field(max_length=40)

class UserPublic(SQLModel):
    id: int
`,
      'forms.py': `
from django import forms
from rest_framework import serializers

class OrderForm(forms.Form):
    name = forms.CharField(max_length=10)

class OrderSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=10)
`,
    })
    expect(domain.orm.models).toEqual([])
  })

  test('a base that cannot be seen leaves the model incomplete', () => {
    const { domain } = projectOf({
      'models.py': `
from sqlalchemy import Column, Integer
from company.db import Base, Audited

class Invoice(Audited, Base):
    __tablename__ = "invoices"
    id = Column(Integer, primary_key=True)
`,
    })
    expect(model(domain, 'Invoice').isComplete).toBe(false)
  })
})
