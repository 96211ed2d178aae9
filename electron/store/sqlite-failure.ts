// SQLite's result codes as sentences for the user. Everything that the store can meet is here.
import { AppError } from '../api/errors.ts'

/** The extended result code of an error that better-sqlite3 threw, e.g. `SQLITE_FULL`. */
function sqliteCode(error: unknown): string | undefined {
  return error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('SQLITE_')
    ? error.code
    : undefined
}

/** The failure as the user is shown it; undefined for what only a bug can cause. */
export function describeSqliteFailure(error: unknown): AppError | undefined {
  const code = sqliteCode(error)
  if (code === undefined) return undefined
  const options = { cause: error }
  if (code === 'SQLITE_FULL') {
    return new AppError(
      'disk-full',
      'The disk is full: the change was not saved.',
      'Free some space on the disk of the data folder, then repeat the change.',
      options,
    )
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AppError(
      'database-busy',
      'Another process is writing to this review: the change was not saved.',
      'Wait until it is done, then repeat the change.',
      options,
    )
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') {
    return new AppError(
      'database-read-only',
      'The review can only be read: its database may not be written to.',
      'Make the data folder and the file in it writable, then open the review again.',
      options,
    )
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new AppError(
      'database-damaged',
      'The database of this review is damaged. Nothing more is written to it.',
      'Open a backup from the folder "backups" beside it, or move the file away and review again.',
      options,
    )
  }
  if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CANTOPEN')) {
    return new AppError(
      'database-busy',
      `The database could not be read or written (${code}).`,
      'See that the disk of the data folder is there and works, then open the review again.',
      options,
    )
  }
  return undefined
}

/** True where the database refused a value: a unique index, a CHECK or a trigger. */
export function isConstraintFailure(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT') ?? false
}
