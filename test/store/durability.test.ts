import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openReviewStore } from '../../electron/store/review-store.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith, aStore } from '../support/stores.ts'

const WRITER = join(import.meta.dirname, '../support/writer-process.ts')

function aWriter(mode: string, file: string, name: string, count: number) {
  const child = spawn(process.execPath, [WRITER, mode, file, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    acknowledged.push(...lines)
  })
  return { child, acknowledged, closed: once(child, 'close') }
}

/** Waits for the first words, so that the kill hits a process that is writing. */
async function untilItWrites(child: ChildProcess): Promise<void> {
  if (child.stdout !== null) await once(child.stdout, 'data')
}

function aReviewFile(): string {
  const store = aStore()
  aRunWith(store, [aRawFinding()])
  store.close()
  return store.file
}

function inspect(file: string) {
  const store = openReviewStore(file, { now: () => new Date(), actor: () => 'ada' })
  const { note = '', rev = 0 } = store.findings.get(1) ?? {}
  const events = store.events.of('finding:1').length
  const brokenAt = store.events.firstBroken()
  store.close()
  const raw = new Database(file, { readonly: true })
  const integrity = raw.pragma('integrity_check', { simple: true })
  const orphans = raw.pragma('foreign_key_check')
  raw.close()
  return {
    words: note.trim().split(' ').filter(Boolean),
    rev,
    events,
    brokenAt,
    integrity,
    orphans,
  }
}

test('a process that is killed while it writes loses nothing that it acknowledged', async () => {
  const file = aReviewFile()
  const acknowledged: string[] = []
  for (let round = 0; round < 12; round += 1) {
    const writer = aWriter('careful', file, `r${round}-`, 1_000_000)
    await untilItWrites(writer.child)
    writer.child.kill('SIGKILL')
    await writer.closed
    acknowledged.push(...writer.acknowledged)
  }
  const state = inspect(file)
  expect(state).toMatchObject({ brokenAt: undefined, integrity: 'ok', orphans: [] })
  expect(acknowledged.filter((word) => !state.words.includes(word))).toEqual([])
  // Each change has its revision and its event: none without the others.
  expect([state.rev, state.events]).toEqual([state.words.length, state.words.length])
})

test('of measured time a kill costs five seconds at most, and counts none twice', async () => {
  const file = aReviewFile()
  const worker = aWriter('clock', file, 'ada', 1_000_000)
  await untilItWrites(worker.child)
  while (worker.acknowledged.length < 20) await once(worker.child.stdout, 'data')
  worker.child.kill('SIGKILL')
  await worker.closed
  const store = openReviewStore(file, { now: () => new Date(), actor: () => 'ada' })
  const times = store.workingTime.byDay()
  store.close()
  const kept = times.reduce((sum, { activeMs }) => sum + activeMs, 0) / 1000
  const worked = Number(worker.acknowledged.at(-1))
  expect(kept).toBeGreaterThanOrEqual(worked - 5)
  // What was said last may have been written and not been heard.
  expect(kept).toBeLessThanOrEqual(worked + 1)
  expect(inspect(file)).toMatchObject({ brokenAt: undefined, integrity: 'ok', orphans: [] })
})

test('two processes that change one decision lose no change, and naive ones do', async () => {
  const file = aReviewFile()
  const count = 150
  const writers = [aWriter('careful', file, 'a', count), aWriter('careful', file, 'b', count)]
  await Promise.all(writers.map(({ closed }) => closed))
  const state = inspect(file)
  expect(new Set(state.words).size).toBe(2 * count)
  expect(state).toMatchObject({ rev: 2 * count, events: 2 * count, integrity: 'ok' })

  const control = join(aFolderWith(), 'control.sqlite')
  const db = new Database(control)
  db.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE counter (value INTEGER); INSERT INTO counter VALUES (0)',
  )
  const naive = [aWriter('naive', control, 'a', 12_000), aWriter('naive', control, 'b', 12_000)]
  await Promise.all(naive.map(({ closed }) => closed))
  const { value } = db.prepare('SELECT value FROM counter').get() as { value: number }
  db.close()
  expect(value, 'the control has to lose changes').toBeLessThan(24_000)
})

test('processes that open a new database at once make one schema and one review', async () => {
  // Which statements meet is up to the scheduler: several rounds of several processes.
  for (let round = 0; round < 6; round += 1) {
    const file = join(aFolderWith(), 'review.sqlite')
    const writers = ['a', 'b', 'c', 'd'].map((name) => aWriter('careful', file, name, 0))
    const codes = await Promise.all(writers.map(async ({ closed }) => (await closed)[0]))
    expect(codes).toEqual([0, 0, 0, 0])
    expect(inspect(file)).toMatchObject({ integrity: 'ok', brokenAt: undefined })
  }
})

test('a change of another connection is noticed by the version of the data', () => {
  const store = aStore()
  aRunWith(store, [aRawFinding()])
  const before = store.dataVersion()
  const other = aStore({ file: store.file, actor: 'grace' })
  other.review.saveView({ topLine: 3 })
  expect(store.dataVersion()).not.toBe(before)
  expect(store.review.readView()).toEqual({ topLine: 3 })
})
