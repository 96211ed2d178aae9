import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CLOCK_DEFAULTS } from '../../electron/api/clock-settings.ts'
import {
  afterSign,
  countUp,
  NOBODY,
  type Watch,
  type WorkPlace,
} from '../../electron/backend/clock/active-time.ts'
import { dueHint, linesPerHour } from '../../electron/backend/clock/hints.ts'
import { linesMarked } from '../../electron/backend/clock/lines-read.ts'
import { sessionClock } from '../../electron/backend/clock/session-clock.ts'
import { buildSnapshot } from '../../electron/backend/packet/snapshot.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith, aStore } from '../support/stores.ts'

const APP: WorkPlace = { path: 'app.py', findingId: 1 }
const NO_HINTS: ReadonlySet<never> = new Set()
const SOURCE = 'def read(items=[]):\n    items.append(1)\n    return items\n'

/** Seconds of work when signs come at these seconds; `null` is the window left. */
function worked(signs: readonly (readonly [number, WorkPlace | null])[], until: number): number {
  let watch: Watch = NOBODY
  let total = 0
  const count = (at: number) => {
    const counted = countUp(watch, at)
    watch = counted.watch
    total += counted.activeMs
  }
  for (const [second, place] of signs) {
    count(second * 1000)
    watch = afterSign(place ?? undefined, second * 1000)
  }
  count(until * 1000)
  return total / 1000
}

describe('what counts as work', () => {
  test.each([
    ['nobody came', [], 600, 0],
    [
      'signs that come in time',
      [
        [0, APP],
        [60, APP],
        [170, APP],
      ],
      200,
      200,
    ],
    [
      'a sign after two minutes to the second',
      [
        [0, APP],
        [120, APP],
      ],
      120,
      120,
    ],
    ['reading without a sign, for two minutes', [[0, APP]], 119, 119],
    ['idle after two minutes without a sign', [[0, APP]], 3_600, 120],
    [
      'a break between two signs',
      [
        [0, APP],
        [1_800, APP],
      ],
      1_830,
      150,
    ],
    [
      'the window left at once',
      [
        [0, APP],
        [30, null],
      ],
      3_600,
      30,
    ],
    [
      'the window left and come back to',
      [
        [0, APP],
        [30, null],
        [900, APP],
      ],
      910,
      40,
    ],
    ['left before anybody came', [[30, null]], 60, 0],
  ] as const)('%s', (_, signs, until, seconds) => {
    expect(worked(signs, until)).toBe(seconds)
  })

  test('counting often gives the same as counting once', () => {
    let watch = afterSign(APP, 0)
    let total = 0
    for (let at = 0; at <= 600_000; at += 1_700) {
      const counted = countUp(watch, at)
      watch = counted.watch
      total += counted.activeMs
    }
    expect(total).toBe(120_000)
  })

  test('a clock that is set back takes nothing away', () => {
    const { watch, activeMs } = countUp(afterSign(APP, 10_000), 4_000)
    expect([activeMs, countUp(watch, 5_000).activeMs]).toEqual([0, 1_000])
  })
})

describe('what the clock reminds of', () => {
  test.each([
    [59, 0, undefined],
    [60, 0, 'first-break'],
    [89, 0, 'first-break'],
    [90, 0, 'second-break'],
    [30, 250, undefined],
    [30, 251, 'pace'],
    [5, 5_000, undefined],
    [60, 5_000, 'first-break'],
  ])('after %i minutes and %i lines', (minutes, lines, expected) => {
    const pace = { activeMs: minutes * 60_000, linesRead: lines }
    expect(dueHint(pace, CLOCK_DEFAULTS, NO_HINTS)).toBe(expected)
  })

  test('what was dismissed is not repeated, the next one comes', () => {
    const pace = { activeMs: 60 * 60_000, linesRead: 5_000 }
    expect(dueHint(pace, CLOCK_DEFAULTS, new Set(['first-break']))).toBe('pace')
    expect(dueHint(pace, CLOCK_DEFAULTS, new Set(['first-break', 'pace']))).toBeUndefined()
    expect(
      dueHint({ ...pace, activeMs: 90 * 60_000 }, CLOCK_DEFAULTS, new Set(['first-break'])),
    ).toBe('second-break')
  })

  test('0 switches a reminder off', () => {
    const pace = { activeMs: 200 * 60_000, linesRead: 50_000 }
    const off = { firstBreak: 0, secondBreak: 0, linesPerHour: 0 }
    expect(dueHint(pace, off, NO_HINTS)).toBeUndefined()
  })

  test('the pace is told after ten minutes', () => {
    expect(linesPerHour({ activeMs: 599_000, linesRead: 100 })).toBeUndefined()
    expect(linesPerHour({ activeMs: 600_000, linesRead: 100 })).toBe(600)
  })
})

test('lines are counted from what the record says was marked', () => {
  const mark = (before: string, after: string, subject = 'file:app.py') =>
    linesMarked({ subject, field: 'reviewed', before, after })
  expect([
    mark('', '1-20, 31'),
    mark('1-20, 31', '1-20'),
    mark('7', ''),
    mark('', '1-9', 'finding:1'),
  ]).toEqual([21, -1, -1, 0])
})

/** The clock of a review with one finding; the test turns the time. */
function aClock() {
  const time = { now: Date.parse('2026-02-03T10:00:00Z') }
  const store = aStore({ now: () => new Date(time.now) })
  aRunWith(store, [aRawFinding()])
  const settings = { ...CLOCK_DEFAULTS }
  const options = {
    store,
    now: () => time.now,
    reviewer: () => 'ada',
    settings: () => settings,
    onTick: () => undefined,
    onBug: (what: string, error: unknown) => {
      throw new Error(what, { cause: error })
    },
  }
  const clock = sessionClock(options)
  onTestFinished(() => clock.close())
  return {
    clock,
    store,
    settings,
    /** The clock after a restart. */
    anew: () => sessionClock(options),
    /** Goes on by seconds. */
    wait: (seconds: number) => {
      time.now += seconds * 1000
    },
  }
}

describe('the clock of a review', () => {
  test('pauses, goes on, and begins anew after a break', () => {
    const { clock, wait, anew } = aClock()
    clock.sign(APP)
    wait(60)
    clock.pause(true)
    wait(60)
    clock.sign(APP)
    wait(60)
    expect(clock.state()).toMatchObject({ state: 'paused', sittingSeconds: 60 })
    expect(anew().state()).toMatchObject({ state: 'paused' })
    clock.pause(false)
    clock.sign(APP)
    wait(30)
    expect(clock.state()).toMatchObject({ state: 'running', sittingSeconds: 90 })
    wait(1_800)
    expect(clock.state()).toMatchObject({ state: 'idle', sittingSeconds: 180 })
    clock.sign(APP)
    expect(clock.state()).toMatchObject({ state: 'running', sittingSeconds: 0 })
  })

  test('reminds after an hour until it is dismissed, across a restart', () => {
    const { clock, settings, wait, anew } = aClock()
    for (let minute = 0; minute < 60; minute += 1) {
      clock.sign(APP)
      wait(60)
    }
    expect(clock.state().hint).toBe('first-break')
    clock.dismiss('first-break')
    expect(clock.state().hint).toBeNull()
    settings.secondBreak = 45
    expect(clock.state().hint).toBe('second-break')
    clock.close()
    const later = anew()
    later.sign(APP)
    expect(later.state()).toMatchObject({ sittingSeconds: 3_600, hint: 'second-break' })
    later.close()
  })

  test('a packet holds the time before its last change, and the same at every export', () => {
    const { clock, store, wait } = aClock()
    const held = () => buildSnapshot(store, { toolVersion: '0.1.0' }).conduct
    clock.sign(APP)
    wait(60)
    clock.settle()
    expect(held()).toBeUndefined()
    store.decisions.decide(
      { findingId: 1, rev: 0, change: { verdict: 'confirmed' } },
      { id: crypto.randomUUID(), method: 'findings.decide' },
    )
    const before = held()
    expect(before).toMatchObject({ activeSeconds: 60, days: [{ reviewer: 'ada', judged: 1 }] })
    clock.sign(APP)
    wait(60)
    clock.settle()
    expect(held()).toEqual(before)
    store.workingTime.recordTime('1 minute')
    expect(held()?.activeSeconds).toBe(120)
  })
})

test('the window hears by file and finding what was worked, and none of it can be undone', async () => {
  const folder = aFolderWith({ 'one.py': SOURCE, 'two.py': SOURCE })
  const time = { now: Date.parse('2026-02-03T10:00:00Z') }
  const { api, review } = startBackend({ now: () => new Date(time.now) })
  const reviewId = await review(folder)
  const [finding] = await api.call('findings.list', { reviewId })
  const findingId = finding?.id ?? 0
  const sign = (path: string, id: number | null) =>
    api.call('clock.sign', { reviewId, isPresent: true, path, findingId: id })
  const command = () => ({ reviewId, commandId: crypto.randomUUID(), rev: 0 })
  await sign('one.py', findingId)
  time.now += 90_000
  await sign('two.py', null)
  time.now += 30_000
  await api.call('findings.decide', {
    ...command(),
    findingId,
    change: { verdict: 'confirmed' },
  })
  const span = { startLine: 1, endLine: 3 }
  await api.call('regions.mark', { ...command(), path: 'two.py', span, isReviewed: true })
  await api.call('clock.sign', { reviewId, isPresent: false, path: '', findingId: null })
  time.now += 3_600_000
  await sign('../../etc/passwd', null)
  time.now += 10_000
  const { reviewer } = await api.call('settings.read', {})
  expect(await api.call('clock.log', { reviewId })).toMatchObject({
    activeSeconds: 130,
    days: [
      {
        day: '2026-02-03',
        reviewer,
        activeSeconds: 130,
        files: 2,
        findings: 1,
        judged: 1,
        linesRead: 3,
        linesPerHour: 83,
      },
    ],
    files: [
      { path: 'one.py', activeSeconds: 90 },
      { path: 'two.py', activeSeconds: 30 },
    ],
    findings: [{ findingId, activeSeconds: 90 }],
  })
  const { undo } = await api.call('history.read', { reviewId, limit: 1 })
  expect(undo?.title).toBe('change what is reviewed')
  await expect(sign('one.py', 999)).rejects.toMatchObject({ code: 'not-found' })

  // Reading without a decision is in the next packet all the same, and told in the record.
  for (let minute = 0; minute < 6; minute += 1) {
    await sign('one.py', findingId)
    time.now += 60_000
  }
  const { folder: packet } = await api.call('exports.create', { reviewId })
  const { conduct } = JSON.parse(readFileSync(join(packet, 'findings.json'), 'utf8'))
  expect(conduct.activeSeconds).toBe((await api.call('clock.log', { reviewId })).activeSeconds)
  expect(readFileSync(join(packet, 'audit-log.jsonl'), 'utf8')).toContain('"time.recorded"')
})
