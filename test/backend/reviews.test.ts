import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

/** The database of the one review in a data folder. */
function databaseOf(dataFolder: string): string {
  const names = readdirSync(join(dataFolder, 'reviews'))
  return join(dataFolder, 'reviews', names.find((name) => name.endsWith('.sqlite')) ?? '')
}

const FOUND = 'try:\n    work()\nexcept Exception:\n    pass\n'

test('closing and opening again shows the same state', async () => {
  const folder = aFolderWith({ 'a.py': FOUND })
  const first = startBackend()
  const { dataFolder } = first
  const reviewId = await first.review(folder)
  await first.api.call('findings.decide', {
    reviewId,
    commandId: crypto.randomUUID(),
    findingId: 1,
    rev: 0,
    change: { status: 'in-progress', note: 'Mine.' },
  })
  const state = { selectedFindingId: 1, openPath: 'a.py', topLine: 3, listScrollTop: 12.5 }
  await first.api.call('views.save', { reviewId, state })
  await first.api.call('settings.save', { change: { theme: 'dark', reviewer: 'Grace' } })
  const before = await first.api.call('findings.detail', { reviewId, findingId: 1 })
  await first.backend.close()

  const second = startBackend({ dataFolder })
  const [recent] = await second.api.call('reviews.recents', {})
  expect(recent).toMatchObject({ recentId: reviewId, isMissing: false, verdict: 'pass' })
  await second.api.call('reviews.openRecent', { recentId: reviewId })
  expect(await second.api.call('findings.detail', { reviewId, findingId: 1 })).toEqual(before)
  expect(await second.api.call('views.read', { reviewId })).toEqual(state)
  expect(await second.api.call('settings.read', {})).toMatchObject({
    theme: 'dark',
    reviewer: 'Grace',
  })
  expect((await second.api.call('reviews.header', { reviewId })).reviewer).toBe('Grace')
})

test('opening the same folder twice is one review', () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': '' })
  expect(at.backend.openPath(`${folder}/`)).toEqual(at.backend.openPath(folder))
})

test('a forgotten review leaves the list and comes back with its data', async () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': FOUND })
  const reviewId = await at.review(folder)
  await at.api.call('reviews.forgetRecent', { recentId: reviewId })
  expect(await at.api.call('reviews.recents', {})).toEqual([])
  await at.api.call('reviews.close', { reviewId })
  expect(at.backend.openPath(folder)).toEqual({ reviewId })
  expect(await at.api.call('findings.list', { reviewId })).toHaveLength(1)
})

test('one file is a review of its own', async () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': FOUND, 'b.py': FOUND })
  const reviewId = await at.review(join(folder, 'b.py'))
  expect(await at.api.call('reviews.header', { reviewId })).toMatchObject({
    name: 'b.py',
    files: { found: 1, analysed: 1 },
  })
})

test('two windows on one review see each other', async () => {
  const folder = aFolderWith({ 'a.py': FOUND })
  const one = startBackend()
  const reviewId = await one.review(folder)
  const other = startBackend({ dataFolder: one.dataFolder })
  other.backend.openPath(folder)
  await other.api.call('findings.list', { reviewId })
  const told = other.next('data.changed')
  await one.api.call('findings.decide', {
    reviewId,
    commandId: crypto.randomUUID(),
    findingId: 1,
    rev: 0,
    change: { note: 'From one.' },
  })
  expect(await told).toMatchObject({ reviewId })
  expect(await other.api.call('findings.detail', { reviewId, findingId: 1 })).toMatchObject({
    note: 'From one.',
    rev: 1,
  })
  await expect(
    other.api.call('findings.decide', {
      reviewId,
      commandId: crypto.randomUUID(),
      findingId: 1,
      rev: 0,
      change: { note: 'From the other.' },
    }),
  ).rejects.toMatchObject({ code: 'conflict' })
})

test('a damaged list of reviews is put aside, and the application starts', async () => {
  const dataFolder = aFolderWith({ 'lectern.sqlite': 'rubbish '.repeat(100) })
  const at = startBackend({ dataFolder })
  expect(await at.api.call('reviews.recents', {})).toEqual([])
  const [kept] = readdirSync(dataFolder).filter((name) => name.includes('.corrupt-'))
  expect(readFileSync(join(dataFolder, kept ?? ''), 'utf8')).toMatch(/^rubbish/)
})

test('a review that another program holds is opened for reading, and where the eye stopped is told', async () => {
  const first = startBackend()
  const { dataFolder } = first
  const reviewId = await first.review(aFolderWith({ 'a.py': FOUND }))
  await first.api.call('views.save', { reviewId, state: { openPath: 'a.py', topLine: 2 } })
  await first.api.call('regions.coverage', { reviewId })
  await first.backend.close()
  const other = new Database(databaseOf(dataFolder))
  onTestFinished(() => void other.close())
  other.exec('BEGIN EXCLUSIVE')
  const second = startBackend({ dataFolder })
  const [recent] = await second.api.call('reviews.recents', {})
  expect(recent).toMatchObject({
    trouble: null,
    coverage: 0,
    stoppedAt: { path: 'a.py', line: 2 },
  })
  const known = { recentId: recent?.recentId ?? 0, isReadOnly: true }
  const opened = await second.api.call('reviews.openRecent', known)
  expect(await second.api.call('reviews.header', opened)).toMatchObject({
    readOnly: true,
    isPacket: false,
    isForReading: true,
    undecided: 1,
  })
})

test('a damaged review is named with what to do, and left alone', async () => {
  const first = startBackend()
  const { dataFolder } = first
  const folder = aFolderWith({ 'a.py': FOUND })
  await first.review(folder)
  await first.backend.close()
  const file = databaseOf(dataFolder)
  writeFileSync(file, readFileSync(file).fill(0x33, 0, 6_000))
  const damaged = readFileSync(file)
  const second = startBackend({ dataFolder })
  expect(await second.api.call('reviews.recents', {})).toMatchObject([{ trouble: 'damaged' }])
  expect(() => second.backend.openPath(folder)).toThrow(
    expect.objectContaining({
      code: 'database-damaged',
      nextStep: expect.stringContaining('backups'),
    }),
  )
  expect(readFileSync(file).equals(damaged)).toBe(true)
})

test('a damaged review goes back to a copy, and what stood there is kept', async () => {
  const first = startBackend()
  const { dataFolder } = first
  const folder = aFolderWith({ 'a.py': FOUND })
  const reviewId = await first.review(folder)
  expect(await first.api.call('reviews.backups', { recentId: reviewId })).toEqual([])
  await first.backend.close()
  const second = startBackend({ dataFolder })
  second.backend.openPath(folder)
  await second.backend.close()
  const file = databaseOf(dataFolder)
  writeFileSync(file, readFileSync(file).fill(0x33, 0, 6_000))
  const damaged = readFileSync(file)

  const third = startBackend({ dataFolder })
  const recent = { recentId: reviewId }
  await expect(third.api.call('reviews.openRecent', recent)).rejects.toMatchObject({
    code: 'database-damaged',
  })
  const [copy] = await third.api.call('reviews.backups', recent)
  expect(copy).toMatchObject({ reason: 'daily', bytes: expect.any(Number) })
  const strange = { ...recent, name: '../lectern.sqlite' }
  await expect(third.api.call('reviews.restore', strange)).rejects.toMatchObject({
    code: 'not-found',
  })
  await third.api.call('reviews.restore', { ...recent, name: copy?.name ?? '' })
  expect(await third.api.call('findings.list', { reviewId })).toHaveLength(1)
  const kept = readdirSync(join(dataFolder, 'reviews')).filter((one) => one.includes('.replaced-'))
  expect(kept).toHaveLength(1)
  expect(readFileSync(join(dataFolder, 'reviews', kept[0] ?? '')).equals(damaged)).toBe(true)
})

test('a copy does not take the place of a review that another process has open', async () => {
  const first = startBackend()
  const { dataFolder } = first
  const folder = aFolderWith({ 'a.py': FOUND })
  const recentId = await first.review(folder)
  await first.backend.close()
  const second = startBackend({ dataFolder })
  second.backend.openPath(folder)
  const [copy] = await second.api.call('reviews.backups', { recentId })
  const other = new Database(databaseOf(dataFolder))
  onTestFinished(() => void other.close())
  other.prepare('SELECT COUNT(*) FROM findings').get()
  const restore = () => second.api.call('reviews.restore', { recentId, name: copy?.name ?? '' })
  await expect(restore()).rejects.toMatchObject({ code: 'database-busy' })
  other.close()
  expect(await restore()).toEqual({ reviewId: recentId })
})

test('the sample can be reviewed and shows what Lectern is for', async () => {
  const at = startBackend()
  const { reviewId } = await at.api.call('reviews.openSample', {})
  await at.backend.analyse(reviewId)
  const found = await at.api.call('findings.list', { reviewId })
  expect(found.map(({ ruleId }) => ruleId)).toEqual(
    expect.arrayContaining([
      'orm-read-modify-write',
      'check-then-insert',
      'command-injection',
      'dangling-task',
    ]),
  )
})

test('a review whose database and folder are both gone says so', async () => {
  const at = startBackend()
  const folder = aFolderWith({ 'a.py': '' })
  const reviewId = await at.review(folder)
  await at.api.call('reviews.close', { reviewId })
  rmSync(join(at.dataFolder, 'reviews'), { recursive: true })
  rmSync(folder, { recursive: true })
  await expect(at.api.call('reviews.openRecent', { recentId: reviewId })).rejects.toMatchObject({
    code: 'path-missing',
  })
})

test('stored settings that no longer fit give way to defaults', async () => {
  const first = startBackend()
  await first.api.call('settings.save', { change: { density: 'comfortable' } })
  await first.backend.close()
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(join(first.dataFolder, 'lectern.sqlite'))
  db.exec(`INSERT INTO settings VALUES ('theme', '"pink"'), ('unknown', '1')`)
  db.close()
  const second = startBackend({ dataFolder: first.dataFolder })
  expect(await second.api.call('settings.read', {})).toMatchObject({
    theme: 'system',
    density: 'comfortable',
  })
})
