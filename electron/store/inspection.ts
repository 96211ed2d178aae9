// Looks at a database file before anything may write to it: is it one of ours, of this version or an
// older one, and whole? A file that is refused stays as it is, byte for byte.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../api/errors.ts'
import type { Schema } from '../migrations/index.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'

const RESTORING =
  'Go back to an earlier copy: the list of recent reviews offers them, and the folder "backups" beside it holds them. Or move it away and start anew.'

/** Where the header holds the version of the schema, in bytes. */
const USER_VERSION_AT = 60

/** Looks at the header with plain reads. True if there is a database, false if there is no file. */
export function inspectFile(file: string, schema: Schema): boolean {
  return readHeader(file, schema) !== undefined
}

/** The first hundred bytes, undefined where there is no file or an empty one. */
function readHeader(file: string, schema: Schema): Buffer | undefined {
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new AppError(
      'path-unreadable',
      `The ${schema.noun} ${file} cannot be read.`,
      'Make it readable for you.',
      { cause: error },
    )
  }
  try {
    const header = Buffer.alloc(100)
    if (fstatSync(descriptor).size === 0) return undefined
    const length = readSync(descriptor, header, 0, 100, 0)
    if (length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      throw new AppError(
        'database-damaged',
        `${file} is not a database, or it is damaged. It was not touched.`,
        RESTORING,
      )
    }
    const applicationId = header.readUInt32BE(68)
    if (applicationId !== 0 && applicationId !== schema.applicationId) throw foreign(file, schema)
    return header
  } finally {
    closeSync(descriptor)
  }
}

/** What the header alone tells of a file that cannot be opened as it should; null where it can. */
export function headerTrouble(file: string, schema: Schema): 'damaged' | 'newer' | null {
  try {
    const header = readHeader(file, schema)
    const version = header?.readInt32BE(USER_VERSION_AT) ?? 0
    return version > schema.migrations.length ? 'newer' : null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code === 'database-damaged' ? 'damaged' : null
  }
}

/** Looks inside with a connection that cannot write, so that a refused file stays as it is. */
export function inspectDatabase(file: string, schema: Schema, binding: object): void {
  // A log that was left behind tells of a process that was killed: look closely then.
  const wasUnclean = sizeOf(`${file}-wal`) > 0
  let db: Database.Database | undefined
  try {
    db = new Database(file, { ...binding, readonly: true, fileMustExist: true, timeout: 5_000 })
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    const opened = db
    // One read transaction: another process may be making the schema between two statements.
    opened.transaction(() => refuseUnlessOurs(opened, file, { schema, wasUnclean })).deferred()
  } catch (error) {
    if (error instanceof AppError) throw error
    // A read-only folder keeps SQLite from opening the log; the caller tries further.
    if (describeSqliteFailure(error)?.code === 'database-damaged') throw damaged(file, error)
  } finally {
    db?.close()
  }
}

function refuseUnlessOurs(
  db: Database.Database,
  file: string,
  { schema, wasUnclean }: { readonly schema: Schema; readonly wasUnclean: boolean },
): void {
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
}

function foreign(file: string, schema: Schema): AppError {
  return new AppError(
    'database-foreign',
    `${file} is a database of another program, not a ${schema.noun}. It was not touched.`,
    'Name another file.',
  )
}

export function damaged(file: string, cause: unknown): AppError {
  return new AppError(
    'database-damaged',
    `The database ${file} is damaged. It was not touched.`,
    RESTORING,
    { cause },
  )
}

export function userVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
