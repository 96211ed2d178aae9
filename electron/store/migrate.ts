// Brings a database to the newest schema: forward only, all of it in one transaction.
import type Database from 'better-sqlite3'
import type { Schema } from '../migrations/index.ts'
import { userVersion } from './inspection.ts'

export interface MigrateOptions {
  /** Version to stop at; the newest by default. Tests stop earlier to fill old schemas. */
  readonly target?: number
  /** Called before a database that holds data is changed, outside of any transaction. */
  readonly beforeUpgrade?: (db: Database.Database, version: number) => void
}

/** Runs the missing migrations. Two processes may call it at once: each step is done once. */
export function migrate(
  db: Database.Database,
  schema: Schema,
  { target = schema.migrations.length, beforeUpgrade }: MigrateOptions = {},
): void {
  const before = userVersion(db)
  if (before >= target) return
  if (before > 0) beforeUpgrade?.(db, before)
  const run = db.transaction(() => {
    // Read again under the write lock: another process may have been faster.
    const version = userVersion(db)
    for (const migration of schema.migrations.slice(version, target)) db.exec(migration.sql)
    if (version < target) {
      db.pragma(`application_id = ${schema.applicationId}`)
      db.pragma(`user_version = ${target}`)
    }
    const broken = db.pragma('foreign_key_check') as unknown[]
    if (broken.length > 0) {
      throw new Error(`A migration left ${broken.length} rows without the row they refer to.`)
    }
  })
  run.immediate()
}
