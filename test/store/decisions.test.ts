import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { DecisionChange } from '../../electron/api/domain.ts'
import { aCommand, aRawFinding, aRunWith, aStore } from '../support/stores.ts'

function aDecidableFinding() {
  const store = aStore()
  const [id = 0] = aRunWith(store, [aRawFinding()]).ids
  let rev = 0
  return {
    store,
    id,
    decide(change: DecisionChange, command = aCommand()) {
      rev = store.decisions.decide({ findingId: id, rev, change }, command).rev
      return rev
    },
    get: () => store.findings.get(id),
  }
}

test('a severity changes with a reason, the original stays, priority and gate follow', () => {
  const { decide, get, store, id } = aDecidableFinding()
  decide({ severity: 'critical', severityReason: 'Runs on every request.' })
  expect(get()).toMatchObject({
    severity: 'critical',
    originalSeverity: 'high',
    severityReason: 'Runs on every request.',
    priority: 'P0',
    gate: 'merge',
    rev: 1,
  })
  expect(store.events.of(`finding:${id}`)).toMatchObject([
    {
      actor: 'ada',
      field: 'severity',
      before: 'high',
      after: 'critical',
      reason: 'Runs on every request.',
    },
    { field: 'severityReason', before: '', after: 'Runs on every request.' },
  ])
})

test('going back to the severity of the analyzer takes the reason away', () => {
  const { decide, get } = aDecidableFinding()
  decide({ severity: 'low', severityReason: 'Never reached.' })
  decide({ severity: 'high' })
  expect(get()).toMatchObject({ severity: 'high', severityReason: '' })
})

test.each<[string, DecisionChange]>([
  ['another severity', { severity: 'low' }],
  ['another severity with a blank reason', { severity: 'low', severityReason: ' \n' }],
  ['a dismissal', { verdict: 'dismissed' }],
  ['a dismissal with a blank reason', { verdict: 'dismissed', dismissReason: '\t' }],
])('%s without a reason is refused and changes nothing', (_, change) => {
  const { decide, get, store } = aDecidableFinding()
  const events = store.events.all().length
  expect(() => decide(change)).toThrow(expect.objectContaining({ code: 'reason-required' }))
  expect(get()).toMatchObject({ rev: 0, severity: 'high', verdict: 'undecided' })
  expect(store.events.all()).toHaveLength(events)
})

test('another change of severity needs its own reason', () => {
  const { decide } = aDecidableFinding()
  decide({ severity: 'low', severityReason: 'Never reached.' })
  expect(() => decide({ severity: 'medium' })).toThrow(
    expect.objectContaining({ code: 'reason-required' }),
  )
})

test('a dismissed finding that is taken up again loses the reason of the dismissal', () => {
  const { decide, get } = aDecidableFinding()
  decide({ verdict: 'dismissed', dismissReason: 'Generated.' })
  decide({ verdict: 'confirmed' })
  expect(get()).toMatchObject({ verdict: 'confirmed', dismissReason: '' })
})

test('tags are words without repetitions, and each change of them is told', () => {
  const { decide, get, store, id } = aDecidableFinding()
  decide({ tags: ' retry,API, api ,ask  Ada,' })
  expect(get()?.tags).toBe('API, ask Ada, retry')
  decide({ tags: '' })
  expect(get()?.tags).toBe('')
  expect(store.events.of(`finding:${id}`)).toMatchObject([
    { field: 'tags', before: '', after: 'API, ask Ada, retry' },
    { field: 'tags', before: 'API, ask Ada, retry', after: '' },
  ])
  for (const tags of ['a'.repeat(41), Array.from({ length: 21 }, (_, at) => `tag ${at}`).join()]) {
    expect(() => decide({ tags })).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  }
})

test('a change on an old revision is a conflict and loses nothing', () => {
  const { decide, store, id, get } = aDecidableFinding()
  decide({ note: 'first' })
  for (const rev of [0, 2]) {
    expect(() =>
      store.decisions.decide({ findingId: id, rev, change: { note: 'late' } }, aCommand()),
    ).toThrow(expect.objectContaining({ code: 'conflict' }))
  }
  expect(get()).toMatchObject({ note: 'first', rev: 1 })
})

test('a repeated command is answered and not carried out again', () => {
  const { store, id } = aDecidableFinding()
  const command = aCommand()
  const decide = () =>
    store.decisions.decide({ findingId: id, rev: 0, change: { status: 'fixed' } }, command)
  const first = decide()
  const events = store.events.all().length
  expect(decide()).toEqual(first)
  expect(store.events.all()).toHaveLength(events)
})

test('the same judgement again is no change: neither a revision nor a step', () => {
  const { decide, store, get } = aDecidableFinding()
  decide({ verdict: 'confirmed' })
  const steps = store.steps.latest(10)
  const decided = get()
  expect(decide({ verdict: 'confirmed' })).toBe(1)
  expect(get()).toEqual(decided)
  expect(store.steps.latest(10)).toEqual(steps)
})

test('a command that failed can be repeated under the same id', () => {
  const { store, id } = aDecidableFinding()
  const command = aCommand()
  const decide = (dismissReason: string) =>
    store.decisions.decide(
      { findingId: id, rev: 0, change: { verdict: 'dismissed', dismissReason } },
      command,
    )
  expect(() => decide('')).toThrow()
  expect(decide('Test data.')).toEqual({ rev: 1 })
})

test('the id of a command cannot be used for another method', () => {
  const { decide, store, id } = aDecidableFinding()
  const command = aCommand()
  decide({ note: 'n' }, command)
  expect(() => store.fixes.remove(id, 1, { ...command, method: 'fixes.remove' })).toThrow(
    expect.objectContaining({ code: 'invalid-input' }),
  )
})

test('a missing finding is named', () => {
  const { store } = aDecidableFinding()
  expect(() => store.decisions.decide({ findingId: 999, rev: 0, change: {} }, aCommand())).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  )
})

test.each([
  ["UPDATE decisions SET severity = 'low', rev = rev + 1", 'CHECK'],
  ["UPDATE decisions SET verdict = 'dismissed', rev = rev + 1", 'CHECK'],
  ["UPDATE decisions SET status = 'done', rev = rev + 1", 'CHECK'],
  ["UPDATE decisions SET note = 'x'", 'counts its revisions'],
  ['DELETE FROM decisions', 'never deleted'],
  ['DELETE FROM findings', 'never deleted'],
  ["UPDATE events SET actor = 'mallory'", 'append-only'],
  ['DELETE FROM events', 'append-only'],
  ['REPLACE INTO events SELECT * FROM events WHERE seq = 1', 'chain|append-only'],
  ["UPDATE commands SET answer = '1'", 'append-only'],
  ["UPDATE runs SET state = 'running', finished_at = NULL", 'ends once'],
  ['DELETE FROM runs', 'FOREIGN KEY'],
  ["INSERT INTO events VALUES (99, '', '', 'k', '', '', '', '', '', '', '', '')", 'chain|CHECK'],
])('the database itself refuses: %s', (sql, reason) => {
  const { decide, store } = aDecidableFinding()
  decide({ note: 'kept' })
  const raw = new Database(store.file)
  raw.pragma('foreign_keys = ON')
  raw.pragma('recursive_triggers = ON')
  expect(() => raw.exec(sql)).toThrow(new RegExp(reason))
  raw.close()
})

test('a record of changes that was tampered with is noticed at its place', () => {
  const { decide, store } = aDecidableFinding()
  decide({ note: 'one' })
  decide({ note: 'two' })
  expect(store.events.firstBroken()).toBeUndefined()
  const raw = new Database(store.file)
  raw.exec("DROP TRIGGER events_stand; UPDATE events SET after_value = 'other' WHERE seq = 3")
  raw.close()
  expect(store.events.firstBroken()).toBe(3)
})
