// Whole copies of a database in the folder "backups" beside it, checked before they count.
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'

export interface BackupOptions {
  readonly now: Date
  /** Options that choose better-sqlite3's binary. */
  readonly binding: { readonly nativeBinding?: string }
}

/** Daily copies that are kept; copies from before an upgrade are kept beside them. */
const KEPT_DAILY = 7

/**
 * Copies the live database to `backups/<name>.<label>.<time>.sqlite`, checks the copy and only then
 * gives it its name. Returns its absolute path.
 */
export function backUp(
  db: Database.Database,
  file: string,
  label: string,
  { now, binding }: BackupOptions,
): string {
  const folder = join(dirname(file), 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const time = now.toISOString().replaceAll(/[:.]/g, '-')
  const target = join(folder, `${basename(file, '.sqlite')}.${label}.${time}.sqlite`)
  const temporary = `${target}.incoming`
  rmSync(temporary, { force: true })
  try {
    db.prepare('VACUUM INTO ?').run(temporary)
    chmodSync(temporary, 0o600)
    const fault = faultOf(temporary, binding)
    if (fault !== undefined) throw new Error(`The backup ${temporary} is not whole: ${fault}`)
    syncPath(temporary)
    renameSync(temporary, target)
    syncPath(folder)
    return target
  } finally {
    rmSync(temporary, { force: true })
  }
}

/**
 * Makes the day's first copy of the database at `file`, which may be open elsewhere and is written to
 * by nobody here, and lets go of daily ones beyond the last seven.
 */
export function backUpDaily(file: string, options: BackupOptions): void {
  const folder = join(dirname(file), 'backups')
  const name = basename(file, '.sqlite')
  const daily = () =>
    readFolder(folder)
      .filter((entry) => entry.startsWith(`${name}.daily.`) && entry.endsWith('.sqlite'))
      .sort()
  const day = options.now.toISOString().slice(0, 10)
  if (daily().some((entry) => entry.startsWith(`${name}.daily.${day}`))) return
  const db = new Database(file, { ...options.binding, readonly: true, fileMustExist: true })
  try {
    backUp(db, file, 'daily', options)
  } finally {
    db.close()
  }
  for (const old of daily().slice(0, -KEPT_DAILY)) rmSync(join(folder, old), { force: true })
}

/** What is wrong with a copy, in SQLite's words; undefined for one that is whole. */
export function faultOf(copy: string, binding: BackupOptions['binding']): string | undefined {
  const opened = new Database(copy, { ...binding, readonly: true, fileMustExist: true })
  try {
    const result = opened.pragma('quick_check(1)', { simple: true })
    return result === 'ok' ? undefined : String(result)
  } finally {
    opened.close()
  }
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Makes a file or a folder's entries durable. Folders cannot be opened on Windows. */
export function syncPath(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
