import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { APP_SCHEMA, REVIEW_SCHEMA, type Schema } from '../../electron/migrations/index.ts'
import { openAppStore } from '../../electron/store/app-store.ts'
import { migrate } from '../../electron/store/migrate.ts'
import { openReviewStore } from '../../electron/store/review-store.ts'
import { aFolderWith } from '../support/folders.ts'

const FOLDER = join(import.meta.dirname, '../../electron/store')

/** The schema as SQLite keeps it, in the order of names. */
function schemaOf(schema: Schema): string {
  const db = new Database(':memory:')
  migrate(db, schema)
  const rows = db
    .prepare(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all() as string[]
  db.close()
  return `${rows.join(';\n\n')};\n`
}

test.each([
  ['review.sql', REVIEW_SCHEMA],
  ['app.sql', APP_SCHEMA],
])('%s shows the schema that a fresh database has', (name, schema) => {
  const file = join(FOLDER, name)
  // `LECTERN_UPDATE=1 npx vitest run test/store` writes it anew after a migration was added.
  if (process.env.LECTERN_UPDATE === '1') writeFileSync(file, schemaOf(schema))
  expect(readFileSync(file, 'utf8')).toBe(schemaOf(schema))
})

test.each([
  ['review', REVIEW_SCHEMA],
  ['app', APP_SCHEMA],
])('every table of the %s database is strict', (_, schema) => {
  const db = new Database(':memory:')
  migrate(db, schema)
  const tables = db.pragma('table_list') as { name: string; type: string; strict: number }[]
  db.close()
  const own = tables.filter(({ name, type }) => type === 'table' && !name.startsWith('sqlite_'))
  expect(own.filter(({ strict }) => strict !== 1).map(({ name }) => name)).toEqual([])
})

test('every connection keeps the settings that saves depend on', () => {
  const folder = aFolderWith()
  const options = { now: () => new Date(), actor: () => 'ada', defaultReviewer: 'ada' }
  const review = openReviewStore(join(folder, 'review.sqlite'), options)
  const app = openAppStore(join(folder, 'app.sqlite'), options)
  review.close()
  app.close()
  // The settings that live in the file; the others are read back on opening, which throws.
  for (const [name, schema] of [
    ['review', REVIEW_SCHEMA],
    ['app', APP_SCHEMA],
  ] as const) {
    const db = new Database(join(folder, `${name}.sqlite`), { readonly: true })
    const pragma = (key: string) => db.pragma(key, { simple: true })
    expect({
      journal: pragma('journal_mode'),
      id: pragma('application_id'),
      version: pragma('user_version'),
    }).toEqual({ journal: 'wal', id: schema.applicationId, version: schema.migrations.length })
    db.close()
  }
})
