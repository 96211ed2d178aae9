// One way to a database: checked before it is written to, with every setting read back.
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../api/errors.ts'
import type { Schema } from '../migrations/index.ts'
import { backUp } from './backup.ts'
import { migrate } from './migrate.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'

export type Db = Database.Database

export interface ConnectionOptions {
  /** Absolute path of better-sqlite3's binary where the shipped one does not fit the runtime. */
  readonly nativeBinding?: string | undefined
  /** The clock for names of backups. */
  readonly now: () => Date
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
  let db: Db | undefined
  try {
    db = new Database(file, { ...binding, timeout: 5_000 })
    refuseOldSqlite(db)
    if (exists && !isWritable(db)) {
      db.close()
      return { db: openReadOnly(file, schema, binding), isReadOnly: true }
    }
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

/** Looks at the header with plain reads. True if there is a database, false if there is no file. */
function inspectFile(file: string, schema: Schema): boolean {
  let descriptor: number
  try {
    if (!statSync(file).isFile()) {
      throw new AppError(
        'path-not-usable',
        `${file} is not a file, so it cannot be the ${schema.noun}.`,
        'Name another file.',
      )
    }
    descriptor = openSync(file, 'r')
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw new AppError(
      'path-unreadable',
      `The ${schema.noun} ${file} cannot be read.`,
      'Make it readable for you.',
      { cause: error },
    )
  }
  try {
    const header = Buffer.alloc(100)
    if (fstatSync(descriptor).size === 0) return false
    const length = readSync(descriptor, header, 0, 100, 0)
    if (length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      throw new AppError(
        'database-damaged',
        `${file} is not a database, or it is damaged. It was not touched.`,
        'Restore it from the folder "backups" beside it, or move it away and start anew.',
      )
    }
    const applicationId = header.readUInt32BE(68)
    if (applicationId !== 0 && applicationId !== schema.applicationId) throw foreign(file, schema)
    return true
  } finally {
    closeSync(descriptor)
  }
}

/** Looks inside with a connection that cannot write, so that a refused file stays as it is. */
function inspectDatabase(file: string, schema: Schema, binding: object): void {
  // A log that was left behind tells of a process that was killed: look closely then.
  const wasUnclean = sizeOf(`${file}-wal`) > 0
  let db: Db | undefined
  try {
    db = new Database(file, { ...binding, readonly: true, fileMustExist: true, timeout: 5_000 })
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    const applicationId = db.pragma('application_id', { simple: true })
    const version = userVersion(db)
    if (applicationId !== schema.applicationId) {
      const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
      if (applicationId !== 0 || version !== 0 || !isEmpty) throw foreign(file, schema)
      return
    }
    if (version > schema.migrations.length) {
      throw new AppError(
        'database-newer',
        `The ${schema.noun} ${file} was made by a newer version of Lectern. It was not touched.`,
        'Open it with that version, or name another database.',
      )
    }
    if (version < 0) throw foreign(file, schema)
    const result = wasUnclean ? db.pragma('quick_check(1)', { simple: true }) : 'ok'
    if (result !== 'ok') throw damaged(file, String(result))
    // Damage in the schema shows at the first statement that has to read it.
    db.prepare('SELECT COUNT(*) FROM sqlite_schema').get()
  } catch (error) {
    if (error instanceof AppError) throw error
    // A read-only folder keeps SQLite from opening the log; the caller tries further.
    if (describeSqliteFailure(error)?.code === 'database-damaged') throw damaged(file, error)
  } finally {
    db?.close()
  }
}

function foreign(file: string, schema: Schema): AppError {
  return new AppError(
    'database-foreign',
    `${file} is a database of another program, not a ${schema.noun}. It was not touched.`,
    'Name another file.',
  )
}

function damaged(file: string, cause: unknown): AppError {
  return new AppError(
    'database-damaged',
    `The database ${file} is damaged. It was not touched.`,
    'Restore it from the folder "backups" beside it, or move it away and start anew.',
    { cause },
  )
}

function asOpenFailure(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error
  const described = describeSqliteFailure(error)
  return described?.code === 'database-damaged' ? damaged(file, error) : (described ?? error)
}

/** True if the file and its folder let this process write: an empty transaction that takes the lock. */
function isWritable(db: Db): boolean {
  try {
    db.exec('BEGIN IMMEDIATE')
    db.exec('ROLLBACK')
    return true
  } catch (error) {
    const code = describeSqliteFailure(error)?.code
    if (code === 'database-read-only') return false
    throw error
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

function userVersion(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }))
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
