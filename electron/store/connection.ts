// One way to a database: checked before it is written to, with every setting read back.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../api/errors.ts'
import type { Schema } from '../migrations/index.ts'
import { backUp } from './backup.ts'
import { damaged, inspectDatabase, inspectFile, sizeOf, userVersion } from './inspection.ts'
import { migrate } from './migrate.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'

export type Db = Database.Database

export interface ConnectionOptions {
  /** Absolute path of better-sqlite3's binary where the shipped one does not fit the runtime. */
  readonly nativeBinding?: string | undefined
  /** The clock for names of backups. */
  readonly now: () => Date
  /** Opens an existing file for reading alone. */
  readonly isReadOnly?: boolean
}

export interface Connection {
  readonly db: Db
  readonly isReadOnly: boolean
}

/** WAL databases with two connections could be damaged by older versions (fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const

/** Settings of every connection: name, value to set, value that is read back. */
const PRAGMAS: readonly (readonly [name: string, value: string, expected: unknown])[] = [
  ['busy_timeout', '5000', 5000],
  ['journal_mode', 'WAL', 'wal'],
  // After WAL: the binding sets NORMAL there, which loses acknowledged saves when power fails.
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['mmap_size', '0', 0],
  // Deleted notes do not stay in a file that is handed on.
  ['secure_delete', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
  ['journal_size_limit', '67108864', 67_108_864],
  ['recursive_triggers', 'ON', 1],
  ['checkpoint_fullfsync', 'ON', 1],
]
/** How long an opening waits for another process, in milliseconds, and how long between two tries. */
const PATIENCE = 5_000
const PAUSE = 10
/** Settings that only make sense for a connection that writes. */
const WRITING = new Set(['journal_mode', 'synchronous', 'secure_delete', 'journal_size_limit'])

/**
 * Opens or creates the database at `file` (absolute) and brings it to the newest schema. A file that
 * may not be written to is opened for reading. Throws AppError `database-newer`, `-damaged`,
 * `-foreign`, `-busy`, `path-not-usable`, `disk-full`; the file is left byte for byte as it was then.
 */
export function openConnection(
  file: string,
  schema: Schema,
  options: ConnectionOptions,
): Connection {
  makeParent(file)
  const exists = inspectFile(file, schema)
  const binding = options.nativeBinding ? { nativeBinding: options.nativeBinding } : {}
  if (exists) inspectDatabase(file, schema, binding)
  if (exists && options.isReadOnly) {
    return { db: openReadOnly(file, schema, binding), isReadOnly: true }
  }
  let db: Db | undefined
  try {
    db = new Database(file, { ...binding, timeout: PATIENCE })
    refuseOldSqlite(db)
    if (exists && !isWritable(db)) {
      db.close()
      return { db: openReadOnly(file, schema, binding), isReadOnly: true }
    }
    useLog(db)
    setPragmas(db, PRAGMAS)
    migrate(db, schema, {
      beforeUpgrade: (upgraded, version) =>
        backUp(upgraded, file, `v${version}`, { now: options.now(), binding }),
    })
    return { db, isReadOnly: false }
  } catch (error) {
    db?.close()
    if (describeSqliteFailure(error)?.code === 'database-read-only' && exists) {
      return { db: openReadOnly(file, schema, binding), isReadOnly: true }
    }
    throw asOpenFailure(error, file)
  }
}

/** Closes it, once or more often. */
export function closeConnection({ db, isReadOnly }: Connection): void {
  if (!db.open) return
  try {
    if (!isReadOnly) db.pragma('optimize')
  } catch (error) {
    // Statistics for the query planner: a full or busy disk is no reason not to close.
    if (describeSqliteFailure(error) === undefined) throw error
  } finally {
    db.close()
  }
}

function openReadOnly(file: string, schema: Schema, binding: object): Db {
  try {
    const db = openForReading(file, binding)
    setPragmas(
      db,
      // A database in memory has nothing to map.
      PRAGMAS.filter(([name]) => !WRITING.has(name) && !(db.memory && name === 'mmap_size')),
    )
    if (userVersion(db) !== schema.migrations.length) {
      db.close()
      throw new AppError(
        'database-read-only',
        `The ${schema.noun} ${file} is of an older version and may not be written to.`,
        'Make the file and its folder writable, so that it can be brought up to date.',
      )
    }
    return db
  } catch (error) {
    throw asOpenFailure(error, file)
  }
}

/**
 * A connection that cannot write. Where even the log beside the file cannot be made, because the
 * folder may not be written to, the file is read into memory.
 */
function openForReading(file: string, binding: object): Db {
  const db = new Database(file, { ...binding, readonly: true, fileMustExist: true })
  try {
    db.prepare('SELECT COUNT(*) FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    if (sizeOf(`${file}-wal`) > 0) throw error
    const bytes = readFileSync(file)
    // Says "rollback journal" instead of "log": without a log the two are the same.
    bytes.fill(1, 18, 20)
    return new Database(bytes, { ...binding, readonly: true })
  }
}

function makeParent(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new AppError(
      'path-not-usable',
      `The folder ${dirname(file)} cannot be made or used.`,
      'Choose another data folder with --data-dir, or make this one writable.',
      { cause: error },
    )
  }
}

function asOpenFailure(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error
  const described = describeSqliteFailure(error)
  return described?.code === 'database-damaged' ? damaged(file, error) : (described ?? error)
}

/**
 * True if the file and its folder let this process write: a transaction that changes nothing and is
 * taken back. One that only takes the lock begins on a file that may not be written to as well.
 */
function isWritable(db: Db): boolean {
  const version = userVersion(db)
  try {
    db.exec('BEGIN IMMEDIATE')
    db.pragma(`user_version = ${version}`)
    db.exec('ROLLBACK')
    return true
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    const code = describeSqliteFailure(error)?.code
    if (code === 'database-read-only') return false
    throw error
  }
}

/**
 * Brings a new file to write-ahead logging. SQLite does not wait for the lock here, because two
 * processes that change the mode at once would wait for each other: so the statement is repeated.
 */
function useLog(db: Db): void {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const deadline = performance.now() + PATIENCE
  for (;;) {
    try {
      db.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const isBusy = describeSqliteFailure(error)?.code === 'database-busy'
      if (!isBusy || performance.now() > deadline) throw error
      Atomics.wait(pause, 0, 0, PAUSE)
    }
  }
}

function refuseOldSqlite(db: Db): void {
  const row = db.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  const parts = row.version.split('.').map(Number)
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0
    if (part > least) return
    if (part < least) {
      throw new Error(`SQLite ${row.version} is too old: ${OLDEST_SQLITE.join('.')} is needed.`)
    }
  }
}

function setPragmas(db: Db, pragmas: typeof PRAGMAS): void {
  for (const [name, value, expected] of pragmas) {
    db.pragma(`${name} = ${value}`)
    const actual = db.pragma(name, { simple: true })
    if (actual !== expected) {
      throw new Error(`SQLite keeps ${name} at ${String(actual)} instead of ${String(expected)}.`)
    }
  }
}
