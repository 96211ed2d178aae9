import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { REVIEW_SCHEMA } from '../../electron/migrations/index.ts'
import { backUpDaily } from '../../electron/store/backup.ts'
import { openConnection } from '../../electron/store/connection.ts'
import { openReviewStore } from '../../electron/store/review-store.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith, aStore } from '../support/stores.ts'

const now = () => new Date('2026-02-03T04:05:06.789Z')

/** A closed database with one finding. */
function aClosedReview(): string {
  const store = aStore()
  aRunWith(store, [aRawFinding()])
  store.close()
  return store.file
}

function open(file: string) {
  return openReviewStore(file, { now, actor: () => 'ada' })
}

function codeOf(work: () => unknown): unknown {
  try {
    work()
    return 'opened'
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

const SPOILT: readonly (readonly [string, string, (file: string) => void])[] = [
  ['a text file', 'database-damaged', (file) => writeFileSync(file, 'not a database '.repeat(30))],
  ['a file of zeros', 'database-damaged', (file) => writeFileSync(file, Buffer.alloc(8_192))],
  ['a short file', 'database-damaged', (file) => truncateSync(file, 60)],
  ['a file cut in its middle', 'database-damaged', (file) => truncateSync(file, 20_480)],
  [
    'a file whose first table is overwritten',
    'database-damaged',
    (file) => {
      const bytes = readFileSync(file)
      writeFileSync(file, bytes.fill(0x55, 100, 4_096))
    },
  ],
  ['a newer schema', 'database-newer', (file) => setPragma(file, 'user_version = 9999')],
  ['a negative version', 'database-foreign', (file) => setPragma(file, 'user_version = -1')],
  [
    "another program's database",
    'database-foreign',
    (file) => setPragma(file, 'application_id = 252006673'),
  ],
]

function setPragma(file: string, pragma: string): void {
  const db = new Database(file)
  db.pragma(pragma)
  // Written through, so that opening has nothing left to move.
  db.pragma('journal_mode = DELETE')
  db.close()
}

test.each(SPOILT)('%s is refused as %s and left byte for byte', (_, code, spoil) => {
  const file = aClosedReview()
  spoil(file)
  const before = readFileSync(file)
  expect(codeOf(() => open(file))).toBe(code)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a database without a mark that holds tables of others is foreign', () => {
  const file = join(aFolderWith(), 'other.sqlite')
  const db = new Database(file)
  db.exec('CREATE TABLE things (id INTEGER)')
  db.close()
  expect(codeOf(() => open(file))).toBe('database-foreign')
})

test('a folder in the place of the database is named as such', () => {
  const folder = aFolderWith()
  mkdirSync(join(folder, 'review.sqlite'))
  expect(codeOf(() => open(join(folder, 'review.sqlite')))).toBe('path-not-usable')
})

test('a folder that cannot be made is named with the next step', () => {
  const folder = aFolderWith({ file: '' })
  expect(() => open(join(folder, 'file', 'review.sqlite'))).toThrow(
    expect.objectContaining({
      code: 'path-not-usable',
      nextStep: expect.stringContaining('--data-dir'),
    }),
  )
})

test('what was committed and not yet moved into the file is there after a crash', () => {
  const store = aStore()
  aRunWith(store, [aRawFinding()])
  // A copy of file and log while the database is open is what a killed process leaves behind.
  const copy = aFolderWith({
    'review.sqlite': readFileSync(store.file),
    'review.sqlite-wal': readFileSync(`${store.file}-wal`),
  })
  const opened = aStore({ file: join(copy, 'review.sqlite') })
  expect(opened.findings.list()).toHaveLength(1)
  expect(opened.events.firstBroken()).toBeUndefined()
})

test('an upgrade keeps a checked copy of the old database beside it', () => {
  const file = aClosedReview()
  const upgraded = {
    ...REVIEW_SCHEMA,
    migrations: [
      ...REVIEW_SCHEMA.migrations,
      { name: 'extra', sql: 'CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT;' },
    ],
  }
  const { db } = openConnection(file, upgraded, { now })
  expect(db.pragma('user_version', { simple: true })).toBe(upgraded.migrations.length)
  db.close()
  const folder = join(file, '..', 'backups')
  const [copy] = readdirSync(folder)
  const version = REVIEW_SCHEMA.migrations.length
  expect(copy).toBe(`review.v${version}.2026-02-03T04-05-06-789Z.sqlite`)
  const backup = open(join(folder, copy ?? ''))
  expect(backup.findings.list()).toHaveLength(1)
  backup.close()
})

test('a migration that fails leaves the database as it was', () => {
  const file = aClosedReview()
  const broken = {
    ...REVIEW_SCHEMA,
    migrations: [
      ...REVIEW_SCHEMA.migrations,
      {
        name: 'broken',
        sql: 'CREATE TABLE extra (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);',
      },
    ],
  }
  expect(() => openConnection(file, broken, { now })).toThrow(/nowhere/)
  const store = open(file)
  expect(store.findings.list()).toHaveLength(1)
  store.close()
})

test.skipIf(process.getuid?.() === 0).each([
  ['a file that may not be written to in a folder that may not', 0o500],
  ['a file that may not be written to in a folder that may', 0o700],
])('%s is opened for reading', (_, folderMode) => {
  const file = aClosedReview()
  chmodSync(file, 0o400)
  chmodSync(join(file, '..'), folderMode)
  const store = open(file)
  expect(store.isReadOnly).toBe(true)
  expect(store.findings.list()).toHaveLength(1)
  expect(codeOf(() => store.review.nameReviewer('grace'))).toBe('database-read-only')
  store.close()
  chmodSync(join(file, '..'), 0o700)
})

test("a day's first opening keeps a copy, seven of them at most", () => {
  const file = aClosedReview()
  const days = Array.from({ length: 9 }, (_, day) => new Date(Date.UTC(2026, 1, day + 1)))
  for (const day of days) {
    const store = openReviewStore(file, { now: () => day, actor: () => 'ada' })
    backUpDaily(file, { now: day, binding: {} })
    backUpDaily(file, { now: day, binding: {} })
    store.close()
  }
  expect(readdirSync(join(file, '..', 'backups')).map((name) => name.slice(13, 23))).toEqual(
    days.slice(2).map((day) => day.toISOString().slice(0, 10)),
  )
})
