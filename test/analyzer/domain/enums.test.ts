// Enums with their transitions, and settings.
import { describe, expect, test } from 'vitest'
import { appFiles } from './app-files.ts'
import { projectOf } from './project-of.ts'

describe('enums', () => {
  const { domain } = projectOf({ ...appFiles('review_api') })
  const { enums } = domain

  test('members have the values that Python gives them', () => {
    const found = enums.all.map(
      ({ name, kind, members }) => `${name} ${kind} ${members.map((one) => one.value).join(' ')}`,
    )
    expect(found).toEqual([
      'EngineerStatus text active busy offline',
      'ReviewStatus text assigned in_progress submitted accepted rejected cancelled',
      'ReviewDecision text pending ai_approach engineer_approach',
      'IncidentStatus text open awaiting_review resolved',
    ])
  })

  test('a transition table names what follows and where it ends', () => {
    const [table] = enums.transitions
    expect(table?.name).toBe('VALID_TRANSITIONS')
    expect(table?.enum?.name).toBe('ReviewStatus')
    expect(table?.next.get('IN_PROGRESS')).toEqual(['SUBMITTED', 'CANCELLED'])
    expect(table?.terminal).toEqual(['ACCEPTED', 'REJECTED', 'CANCELLED'])
    expect(enums.guards.map(({ summary }) => summary.name)).toEqual([
      'can_transition_to',
      'validate_transition',
    ])
  })

  test('a member is found by its qualified name', () => {
    const entry = domain.index.module('backend/app/api/v1/admin/reviews.py')
    const member = (origin: string) => entry && enums.member(entry, origin)?.member.value
    expect(member('app.models.ReviewStatus.SUBMITTED')).toBe('submitted')
    expect(member('app.models.ReviewStatus.SUBMITTED.value')).toBe('submitted')
    expect(member('app.models.ReviewStatus.can')).toBeUndefined()
  })

  test('tables in methods and classes, sets of members, words, aliases', () => {
    const found = projectOf({
      'models.py': `
import enum
from django.db import models

class Level(enum.IntEnum):
    LOW = enum.auto()
    HIGH = 5
    TOP = enum.auto()
    UPPER = 5

class State(models.TextChoices):
    NEW = "new", "New"
    PAID = "paid", "Paid"
    DONE = "done", "Done"

OPEN = frozenset({State.NEW, State.PAID})
LABELS = {State.NEW: "New", State.PAID: "Paid"}
COLOURS = {State.NEW: ["red"], State.PAID: ["green"]}
ORDER_TRANSITIONS = {"new": ["paid"], "paid": ["done"]}
HEADERS = {"a": ["b"], "c": ["d"]}

class Order(models.Model):
    NEXT = {State.NEW: State.PAID, State.PAID: State.DONE}

    def can_move(self, to):
        allowed = {
            State.NEW: [State.PAID],
            State.PAID: [State.DONE],
        }
        return to in allowed[self.state]
`,
    }).domain.enums
    expect(found.all.map(({ members }) => members.map((one) => one.value))).toEqual([
      [1, 5, 6],
      ['new', 'paid', 'done'],
    ])
    expect(found.transitions.map((one) => `${one.in} ${one.name} ${one.terminal.join()}`)).toEqual([
      ' ORDER_TRANSITIONS done',
      'Order NEXT DONE',
      'Order.can_move allowed DONE',
    ])
    expect(found.sets.map(({ name, members }) => `${name} ${members.join()}`)).toEqual([
      'OPEN NEW,PAID',
    ])
  })
})

describe('settings', () => {
  test('classes, cached factories and module variables', () => {
    const { settings } = projectOf({
      ...appFiles('review_api'),
      ...appFiles('job_queue'),
      'shop/settings.py': 'INSTALLED_APPS = ["shop"]\nDEBUG = True\n',
      'plain.py': `
from dataclasses import dataclass

@dataclass(frozen=True)
class RetryConfig:
    attempts: int = 3

class ViewConfig:
    name = "view"
`,
    }).domain
    expect(
      settings.classes.map(({ kind, name, fields }) => `${kind} ${name} ${fields.length}`),
    ).toEqual([
      'pydantic Settings 8',
      'pydantic JobServerSettings 6',
      'dataclass RetryConfig 1',
      'django settings 2',
    ])
    expect(settings.factories.map((one) => `${one.function.summary.name} ${one.isCached}`)).toEqual(
      ['get_settings true', 'get_settings true'],
    )
    expect(settings.instances.map(({ name, path }) => `${path} ${name}`)).toEqual([
      'backend/app/config.py settings',
    ])
  })
})
