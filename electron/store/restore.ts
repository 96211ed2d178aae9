// Going back to a copy of a database. What stood there before is put aside, never removed.
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../api/errors.ts'
import type { Schema } from '../migrations/index.ts'
import { type BackupOptions, faultOf, syncPath } from './backup.ts'
import { damaged, inspectDatabase, inspectFile } from './inspection.ts'
import { describeSqliteFailure } from './sqlite-failure.ts'

/** A copy in the folder "backups" beside a database. */
export interface Backup {
  /** Its file's name, which stands for it. */
  readonly name: string
  /** `daily`, or `v12` for a copy made before the schema of version 12 was changed. */
  readonly label: string
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly bytes: number
}

/** Files that SQLite keeps beside a database. */
const COMPANIONS = ['', '-wal', '-shm']

/** The copies of a database, the newest first. */
export function backupsOf(file: string): readonly Backup[] {
  const folder = join(dirname(file), 'backups')
  if (!existsSync(folder)) return []
  const start = `${basename(file, '.sqlite')}.`
  return readdirSync(folder)
    .flatMap((name) => {
      const told = name.startsWith(start) ? labelAndTime(name.slice(start.length)) : undefined
      return told === undefined ? [] : [{ name, ...told, bytes: statSync(join(folder, name)).size }]
    })
    .toSorted((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
}

/** Of the end of a copy's name, e.g. `daily.2026-01-31T08-15-00-000Z.sqlite`. */
function labelAndTime(end: string): { label: string; madeAt: string } | undefined {
  const [, label, day, hour, minute, second, milliseconds] =
    /^([a-z0-9]+)\.(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z\.sqlite$/.exec(end) ?? []
  if (label === undefined) return undefined
  return { label, madeAt: `${day}T${hour}:${minute}:${second}.${milliseconds}Z` }
}

/**
 * Puts a copy in the place of its database, which must not be open here. The present file is kept
 * beside it as `.replaced-<time>`. Throws AppError `not-found`, `database-busy` when
 * another process has it open, `database-damaged` or `-newer` when the copy is no use.
 */
export function restoreBackup(
  file: string,
  name: string,
  schema: Schema,
  { now, binding }: BackupOptions,
): void {
  if (!backupsOf(file).some((backup) => backup.name === name)) {
    throw new AppError('not-found', 'This copy is not there any more.', 'Choose another one.')
  }
  const source = join(dirname(file), 'backups', name)
  inspectFile(source, schema)
  inspectDatabase(source, schema, binding)
  const aside = `${file}.replaced-${now.toISOString().replaceAll(/[:.]/g, '-')}`
  const incoming = `${file}.incoming`
  try {
    copyFileSync(source, incoming)
    const fault = faultOf(incoming, binding)
    if (fault !== undefined) throw damaged(incoming, fault)
    syncPath(incoming)
    if (existsSync(file)) refuseOpened(file, binding)
    for (const end of COMPANIONS) {
      if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`)
    }
    renameSync(incoming, file)
    syncPath(dirname(file))
  } finally {
    rmSync(incoming, { force: true })
  }
}

/** Leaving the write-ahead log needs the file for oneself: it fails while somebody has it open. */
function refuseOpened(file: string, binding: BackupOptions['binding']): void {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { ...binding, fileMustExist: true, timeout: 0 })
    db.pragma('journal_mode = DELETE')
  } catch (error) {
    // One that is too damaged to be asked is the reason to restore.
    if (describeSqliteFailure(error)?.code !== 'database-busy') return
    throw new AppError(
      'database-busy',
      'Another process has this review open.',
      'Close it there, then restore the copy.',
      { cause: error },
    )
  } finally {
    db?.close()
  }
}
