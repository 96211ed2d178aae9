// The other reviewer's database: hostile until it is checked, and never opened where it lies. A copy
// is taken with plain reads, so that nothing is written beside the original.
import { copyFileSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../api/errors.ts'
import { REVIEW_SCHEMA } from '../../migrations/index.ts'
import { type ConnectionOptions, closeConnection, type Db, openConnection } from '../connection.ts'
import { eventTable } from '../events.ts'
import { damaged, inspectFile, sizeOf } from '../inspection.ts'
import { describeSqliteFailure } from '../sqlite-failure.ts'
import { refuseBroken } from './records.ts'

export type SourceOptions = Pick<ConnectionOptions, 'nativeBinding' | 'now'>

/** Largest database that is merged, in bytes. */
const MAX_BYTES = 4 * 1024 ** 3

/**
 * Runs `read` on a checked copy of the database at `file`, brought to this version's schema. Throws
 * `path-missing`, `database-damaged`, `-foreign`, `-newer`, `-busy` or `conflict` when it is the
 * database `own` itself; the file is only ever read.
 */
export function withSource<T>(
  file: string,
  own: string,
  options: SourceOptions,
  read: (db: Db) => T,
): T {
  if (!inspectFile(file, REVIEW_SCHEMA)) {
    throw new AppError(
      'path-missing',
      `There is no review database at ${file}.`,
      'Choose the file of the other review; it ends in .sqlite.',
    )
  }
  refuseItself(file, own)
  const folder = mkdtempSync(join(tmpdir(), 'lectern-merge-'))
  try {
    const copy = join(folder, 'theirs.sqlite')
    copyWhole(file, copy)
    const connection = openCopy(copy, file, options)
    try {
      refuseBroken(eventTable(connection.db).firstBroken(), file)
      return read(connection.db)
    } catch (error) {
      throw inTheirName(error, file)
    } finally {
      closeConnection(connection)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function openCopy(copy: string, file: string, options: SourceOptions) {
  try {
    const connection = openConnection(copy, REVIEW_SCHEMA, options)
    const { db } = connection
    const check = db.pragma('quick_check(1)', { simple: true })
    const isWhole = check === 'ok' && db.prepare('SELECT 1 FROM review').get() !== undefined
    if (isWhole) return connection
    closeConnection(connection)
    throw damaged(file, String(check))
  } catch (error) {
    throw inTheirName(error, file, copy)
  }
}

/** What went wrong with the copy is told of the file that the person knows. */
function inTheirName(error: unknown, file: string, copy = ''): unknown {
  if (error instanceof AppError) {
    if (copy === '' || !error.message.includes(copy)) return error
    const message = error.message.replaceAll(copy, file)
    return new AppError(error.code, message, 'Ask for the database again.', { cause: error })
  }
  // A schema that is not ours shows at the first statement that misses something.
  const isSql = error instanceof Error && /^SQLITE_ERROR/.test(String(Reflect.get(error, 'code')))
  const described = describeSqliteFailure(error)
  if (isSql || described?.code === 'database-damaged') return damaged(file, error)
  return described ?? error
}

function refuseItself(file: string, own: string): void {
  const [theirs, ours] = [statSync(file), statSync(own, { throwIfNoEntry: false })]
  const isSame =
    realpathSync(file) === (ours === undefined ? own : realpathSync(own)) ||
    (ours !== undefined && theirs.ino !== 0 && theirs.ino === ours.ino && theirs.dev === ours.dev)
  if (!isSame) return
  throw new AppError(
    'conflict',
    'This is the database of the review that is open.',
    "Choose the other reviewer's database.",
  )
}

/** Copies the file and its log as they are at one moment. */
function copyWhole(file: string, copy: string): void {
  const parts = ['', '-wal'].filter((part) => sizeOf(file + part) > 0)
  if (sizeOf(`${file}-journal`) > 0) throw busy(file)
  if (parts.some((part) => sizeOf(file + part) > MAX_BYTES)) {
    throw new AppError('path-not-usable', `${file} is too large to be merged.`, 'Choose another.')
  }
  const before = stateOf(file)
  try {
    for (const part of parts) copyFileSync(file + part, copy + part)
  } catch (error) {
    throw busy(file, error)
  }
  // A copy of a file that was being written to would mix two states.
  if (stateOf(file) !== before) throw busy(file)
}

function stateOf(file: string): string {
  return JSON.stringify(
    ['', '-wal'].map((part) => {
      const stats = statSync(file + part, { throwIfNoEntry: false, bigint: true })
      return stats === undefined ? '' : `${stats.size} ${stats.mtimeNs}`
    }),
  )
}

function busy(file: string, cause?: unknown): AppError {
  return new AppError(
    'database-busy',
    `${file} is being written to. Nothing was merged.`,
    'Close the review there, then merge again.',
    { cause },
  )
}
