import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { aCommand, aRawFinding, aRecord, aRunStart, aRunWith, aStore } from '../support/stores.ts'

test('a second run keeps the numbers of what it finds again and marks what is gone', () => {
  const store = aStore()
  aRunWith(store, [aRawFinding({ line: 1 }), aRawFinding({ line: 2 })])
  const { ids } = aRunWith(store, [aRawFinding({ line: 2 }), aRawFinding({ line: 3 })])
  expect(ids).toEqual([2, 3])
  expect(store.findings.list().map(({ number, isGone }) => [number, isGone])).toEqual([
    [1, true],
    [2, false],
    [3, false],
  ])
})

test('what was gone and is found again keeps its number and its decision', () => {
  const store = aStore()
  const [id = 0] = aRunWith(store, [aRawFinding()]).ids
  store.decisions.decide({ findingId: id, rev: 0, change: { note: 'mine' } }, aCommand())
  aRunWith(store, [])
  expect(store.findings.get(id)?.isGone).toBe(true)
  aRunWith(store, [aRawFinding({ severity: 'medium' })])
  expect(store.findings.get(id)).toMatchObject({ isGone: false, note: 'mine', severity: 'medium' })
})

test('findings of rules that did not run are left as they are', () => {
  const store = aStore()
  aRunWith(store, [aRawFinding({ ruleId: 'other-rule' })])
  aRunWith(store, [])
  expect(store.findings.list()).toMatchObject([{ isGone: false }])
})

test('findings in files that a complete run does not find any more are gone', () => {
  const store = aStore()
  aRunWith(store, [aRawFinding()])
  const runId = aRunStart(store)
  expect(store.writer.write(() => store.findings.markGoneElsewhere(runId))).toBe(1)
})

test('a file that could not be read keeps what was found in it', () => {
  const store = aStore()
  aRunWith(store, [aRawFinding()])
  const runId = aRunStart(store)
  store.writer.write(() => {
    store.runs.putFile(runId, aRecord({ state: 'skipped', issue: 'too-slow' }))
  })
  expect(store.writer.write(() => store.findings.markGoneElsewhere(runId))).toBe(0)
})

test('one review is analysed once at a time', () => {
  const store = aStore()
  aRunStart(store)
  expect(() => aRunStart(store)).toThrow(expect.objectContaining({ code: 'conflict' }))
})

test('a run whose process is gone is ended by the next opening', () => {
  const store = aStore()
  aRunStart(store)
  const raw = new Database(store.file)
  // No process has this id: Linux ends below it.
  raw.exec('UPDATE runs SET owner_pid = 2147483646')
  raw.close()
  store.runs.recover()
  expect(store.runs.latest()).toMatchObject({ state: 'failed' })
  expect(store.events.all().at(-1)).toMatchObject({ kind: 'run.failed' })
  expect(aRunStart(store)).toBe(2)
})

test('a run that gave no sign of life for a minute is ended', () => {
  let time = Date.parse('2026-02-03T04:00:00Z')
  const store = aStore({ now: () => new Date(time) })
  const id = aRunStart(store)
  time += 59_000
  store.runs.recover()
  expect(store.runs.latest()).toMatchObject({ id, state: 'running' })
  store.runs.beat(id)
  time += 61_000
  store.runs.recover()
  expect(store.runs.latest()).toMatchObject({ id, state: 'failed' })
})

test('the ledger counts every file once', () => {
  const store = aStore()
  const runId = aRunStart(store)
  store.writer.write(() => {
    store.runs.putFile(runId, aRecord({ path: 'b.py', lines: 10 }))
    store.runs.putFile(runId, aRecord({ path: 'a.py', state: 'partial', issue: 'syntax-errors' }))
    store.runs.putFile(
      runId,
      aRecord({ path: 'c.py', state: 'skipped', issue: 'binary', lines: 0 }),
    )
    store.runs.putFile(runId, aRecord({ path: 'b.py', lines: 30 }))
  })
  expect(store.runs.ledger(runId).map(({ path }) => path)).toEqual(['a.py', 'b.py', 'c.py'])
  expect(store.runs.counts(runId)).toEqual({
    found: 3,
    analysed: 1,
    partial: 1,
    skipped: 1,
    lines: 50,
  })
})
